public import CampaignDomain

/// Takes a coupon back (issue "Delivery, revocation and compensation", "Revocation").
public struct RevokeCoupon: Sendable {
  /// The fields of the request as they were sent, unchecked.
  public struct Input: Sendable {
    /// The campaign whose coupon it is.
    public var campaignID: CampaignID
    /// The code as somebody typed it.
    public var code: String
    /// Up to 1,000 Unicode scalars; may be empty.
    public var reason: String
    /// True: the stock is returned, and somebody else may get it.
    public var returnsStock: Bool
    /// The caller.
    public var actor: String

    /// A request about this coupon.
    public init(campaignID: CampaignID, code: String, reason: String = "", returnsStock: Bool, actor: String = "") {
      self.campaignID = campaignID
      self.code = code
      self.reason = reason
      self.returnsStock = returnsStock
      self.actor = actor
    }
  }

  /// The coupon as it is now.
  public typealias Output = Coupon
}
