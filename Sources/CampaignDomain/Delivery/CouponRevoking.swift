/// Takes coupons of a locked campaign back. A value: nothing is true before `change` was committed.
public struct CouponRevoking: Sendable {
  private let now: Timestamp
  private var pending: CampaignChange

  /// Begins at the database's time `now`.
  public init(from campaign: Campaign, at now: Timestamp) {
    self.now = now
    pending = CampaignChange(of: campaign)
  }

  /// The change that has to be saved; `nil`: all coupons were as they should be.
  public var change: CampaignChange? { pending.revocations.isEmpty ? nil : pending }

  /// The coupon is taken back from whoever it was handed to before it is revoked. Returns it as it is then; one that is
  /// not ISSUED stays as it is.
  @discardableResult
  public mutating func begin(_ coupon: Coupon) -> Coupon {
    guard coupon.state == .issued else { return coupon }
    return save(coupon, as: .revokePending(since: now), returningStock: false)
  }

  /// The coupon is revoked, and its stock is returned or not. Returns it as it is then; one that is REVOKED stays as it
  /// is, with its stock where it is.
  @discardableResult
  public mutating func revoke(_ coupon: Coupon, returningStock: Bool) -> Coupon {
    if case .revoked = coupon.state { return coupon }
    if returningStock, pending.campaign.remainingCoupons < pending.campaign.totalCoupons {
      pending.campaign.remainingCoupons += 1
    }
    return save(coupon, as: .revoked(at: max(now, coupon.issueTime)), returningStock: returningStock)
  }

  private mutating func save(_ coupon: Coupon, as state: CouponState, returningStock: Bool) -> Coupon {
    var coupon = coupon
    coupon.state = state
    pending.revocations.append(CouponRevocation(coupon: coupon, returnsStock: returningStock, time: now))
    return coupon
  }
}

/// A coupon whose state changes.
public struct CouponRevocation: Hashable, Sendable {
  /// The coupon as it is once this is saved: REVOKE_PENDING or REVOKED.
  public let coupon: Coupon
  /// True where its stock is returned: it has no slot any more.
  public let returnsStock: Bool
  /// The database's clock at the decision.
  public let time: Timestamp
}
