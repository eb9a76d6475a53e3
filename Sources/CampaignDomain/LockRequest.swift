/// What a transaction reads of a campaign under its lock, besides the row and the clock.
public struct LockRequest: Hashable, Sendable {
  /// The most recent holders that one request reads; who needs more asks again.
  public static let maximumRecentHolders = 10_000

  /// The campaign whose row is locked.
  public var campaignID: CampaignID
  /// Whose coupons are read.
  public var users: [UserID]
  /// The keys whose coupons are read.
  public var keys: [IdempotencyKey]
  /// Reads the users and keys of the coupons behind this sequence; nil: of none.
  public var holdersAfter: Int64?
  /// How long the row is waited for, in whole milliseconds and at least one; nil: as long as the connection's own limit.
  public var lockTimeout: Duration?

  /// The row and the clock alone, unless told.
  public init(
    _ campaignID: CampaignID, users: [UserID] = [], keys: [IdempotencyKey] = [], holdersAfter: Int64? = nil,
    lockTimeout: Duration? = nil
  ) {
    self.campaignID = campaignID
    self.users = users
    self.keys = keys
    self.holdersAfter = holdersAfter
    self.lockTimeout = lockTimeout
  }
}

/// The users and keys of the coupons of a campaign from one sequence to another.
public struct RecentHolders: Sendable {
  /// The users of those coupons that have one.
  public let users: [UserID]
  /// The keys of those coupons that have one.
  public let keys: [IdempotencyKey]
  /// No coupon up to this sequence is left out; nil: none at all is.
  public let throughSequence: Int64?

  /// As read under the campaign's lock.
  public init(users: [UserID], keys: [IdempotencyKey], throughSequence: Int64?) {
    self.users = users
    self.keys = keys
    self.throughSequence = throughSequence
  }
}
