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
