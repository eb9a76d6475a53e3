public import CampaignDomain

/// Tells how a coupon request stands.
public struct GetCouponRequest: Sendable {
  /// The request to look at.
  public struct Input: Sendable {
    /// A UUID, unchecked.
    public var requestID: String

    /// A look at this request.
    public init(requestID: String) {
      self.requestID = requestID
    }
  }

  /// The entry of the request.
  public typealias Output = QueueEntryView
}
