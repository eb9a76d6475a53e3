public import CampaignDomain

/// The users and keys of the coupons of a campaign from one sequence to another.
public struct RecentHolders: Sendable {
  /// The users of those coupons that have one.
  public let users: [UserID]
  /// The keys of those coupons that have one.
  public let keys: [IdempotencyKey]
  /// The sequence from which on no coupon is left out.
  public let fromSequence: Int64
  /// The sequence up to which none is left out; `nil`: none at all is.
  public let throughSequence: Int64?
  /// The first and the last of these coupons; `nil`: there are none.
  public let ends: (first: CouponIdentity, last: CouponIdentity)?

  /// Holders that were read in one snapshot, or under the campaign's lock.
  public init(
    users: [UserID], keys: [IdempotencyKey], fromSequence: Int64, throughSequence: Int64?,
    ends: (first: CouponIdentity, last: CouponIdentity)?
  ) {
    self.users = users
    self.keys = keys
    self.fromSequence = fromSequence
    self.throughSequence = throughSequence
    self.ends = ends
  }

  /// True when these coupons and those up to `coupon` are all up to the last of these. They are when the first of these
  /// is that coupon: a database that lost it, and issued its sequence again, gave it another code. `nil`: no coupon is
  /// known, and these have to be all from the first on.
  public func goOn(from coupon: CouponIdentity?) -> Bool {
    if let coupon { ends?.first == coupon } else { fromSequence <= 0 }
  }
}

/// One coupon of a campaign, not to be mistaken for one that has the same sequence in another copy of the database.
public struct CouponIdentity: Hashable, Sendable {
  /// Its place in the order of issue.
  public let sequence: Int64
  /// Drawn by chance, and never twice.
  public let code: CouponCode

  /// Names a coupon by both.
  public init(sequence: Int64, code: CouponCode) {
    self.sequence = sequence
    self.code = code
  }

  /// Names this coupon.
  public init(_ coupon: Coupon) {
    self.init(sequence: coupon.sequence, code: coupon.code)
  }
}
