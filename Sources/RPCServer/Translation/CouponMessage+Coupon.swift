import CampaignDomain
import RPCCodec

extension CouponMessage {
  /// The message of a coupon.
  init(_ coupon: Coupon) {
    self.init(
      code: coupon.code.text, campaignID: coupon.campaignID.rawValue, userID: coupon.userID?.text ?? "",
      sequence: coupon.sequence, issueTime: ProtobufTimestamp(coupon.issueTime))
  }
}
