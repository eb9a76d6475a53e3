/// What a transaction knows of a campaign: all that a decision needs. Read under the campaign's lock where a coupon may be
/// issued; a look without it (`CampaignSession.look`) is good for replays and refusals.
public struct LockedCampaign: Sendable {
  /// The row as it stands while the lock is held, or in the snapshot of a look.
  public let campaign: Campaign
  /// The database's clock, read by a statement of its own after the lock was granted.
  public let now: Timestamp
  /// What the users and keys of this group have already; those of others are not read.
  public var holdings: CouponHoldings
  /// Those whom the request asked for by sequence; nil: it didn't.
  public let recentHolders: RecentHolders?

  /// All must have been read under the same lock, or in the same look.
  public init(
    campaign: Campaign, now: Timestamp, holdings: CouponHoldings, recentHolders: RecentHolders? = nil
  ) {
    self.campaign = campaign
    self.now = now
    self.holdings = holdings
    self.recentHolders = recentHolders
  }
}

/// The coupons of a campaign that certain users and keys already have.
public struct CouponHoldings: Sendable {
  /// What one user has of one campaign.
  public struct UserHolding: Sendable {
    /// The coupon issued last.
    public var latest: Coupon
    /// Coupons that count for the limit; it is also the highest slot.
    public var count: Int32

    /// `count` includes `latest`.
    public init(latest: Coupon, count: Int32) {
      self.latest = latest
      self.count = count
    }
  }

  /// Kept only where the campaign has a limit for each user.
  public var byUser: [UserID: UserHolding]
  /// The coupon that a call with the key got, whoever's it is.
  public var byKey: [IdempotencyKey: Coupon]

  /// Adds what was read later, under the same lock.
  public mutating func add(_ other: CouponHoldings) {
    byUser.merge(other.byUser) { $1 }
    byKey.merge(other.byKey) { $1 }
  }

  /// Empty unless told: a group whose calls are all new.
  public init(byUser: [UserID: UserHolding] = [:], byKey: [IdempotencyKey: Coupon] = [:]) {
    self.byUser = byUser
    self.byKey = byKey
  }
}
