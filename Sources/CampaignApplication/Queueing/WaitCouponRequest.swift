public import CampaignDomain

/// Answers when a coupon request has ended, or, as it stands, shortly before the call's time is over.
public struct WaitCouponRequest: Sendable {
  /// The request to wait for.
  public typealias Input = GetCouponRequest.Input
  /// The entry of the request.
  public typealias Output = QueueEntryView
}
