/// One issued coupon.
public struct Coupon: Hashable, Sendable {
  /// UNIQUE across all campaigns.
  public let code: CouponCode
  /// The campaign whose stock it came from.
  public let campaignID: CampaignID
  /// `nil`: issued to nobody in particular.
  public let userID: UserID?
  /// 1, 2, 3… in order of issue; never used again.
  public let sequence: Int64
  /// The database's clock at the decision, or the campaign's opening where that clock was set back behind it; coupons
  /// of one group share it.
  public let issueTime: Timestamp
  /// The state as it was saved.
  public internal(set) var state: CouponState

  /// A coupon as it was saved or is about to be. Nothing is checked.
  public init(
    code: CouponCode, campaignID: CampaignID, userID: UserID?, sequence: Int64, issueTime: Timestamp,
    state: CouponState = .issued
  ) {
    self.code = code
    self.campaignID = campaignID
    self.userID = userID
    self.sequence = sequence
    self.issueTime = issueTime
    self.state = state
  }
}
