/// The coupons of a campaign that certain users and keys already have.
public struct CouponHoldings: Sendable {
  /// The coupons that one user has of one campaign.
  public struct UserHolding: Sendable {
    /// The coupon issued last.
    public var latest: Coupon
    /// Coupons that count for the limit: all but those whose stock was returned. A storage may give the highest slot,
    /// which is no less, where both are further from the limit than a group could bring the user.
    public private(set) var count: Int32
    /// The highest slot that one of them has; more than `count` where some came back.
    private var highestSlot: Int32
    /// The slots below it that nobody has, in order. Empty but where coupons came back.
    private var freeSlots: [ClosedRange<Int32>]

    /// `count` includes `latest`. Slots are those of 1...count unless told.
    public init(
      latest: Coupon, count: Int32, highestSlot: Int32? = nil, freeSlots: [ClosedRange<Int32>] = []
    ) {
      self.latest = latest
      self.count = count
      self.highestSlot = highestSlot ?? count
      self.freeSlots = freeSlots
    }

    /// The coupon that is all that a limit of 1 gives the user: a repeat is answered with it. `nil`: it was revoked, or
    /// is being taken back, which counts for the limit and is nobody's to be given again.
    public var ownCoupon: Coupon? { latest.state.isIssued ? latest : nil }

    /// The lowest slot that is free: the next coupon's.
    public var nextSlot: Int32 {
      freeSlots.first?.lowerBound ?? (highestSlot < .max ? highestSlot + 1 : .max)
    }

    /// One coupon more, in the lowest slot that is free.
    mutating func add(_ coupon: Coupon) {
      if let first = freeSlots.first {
        freeSlots.removeFirst()
        if first.count > 1 { freeSlots.insert((first.lowerBound + 1)...first.upperBound, at: 0) }
      } else {
        highestSlot = nextSlot
      }
      latest = coupon
      count = count < .max ? count + 1 : .max
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
