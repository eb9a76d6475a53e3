import CampaignDomain
import NIOCore
import RPCCodec

/// How many bytes the messages of pages may have at the most, found by encoding the longest values that the contract allows.
enum LargestMessage {
  /// A page of so many coupons, with its campaign.
  static func byteCount(coupons count: Int) -> Int {
    withoutItems + count * coupon
  }

  /// A page of so many campaigns.
  static func byteCount(campaigns count: Int) -> Int {
    withoutItems + count * campaign
  }

  private static let coupon = bytes(
    of: GetCampaignResponse(coupons: [
      CouponMessage(
        code: String(repeating: "힣", count: CouponCode.length), campaignID: .max,
        userID: String(repeating: "u", count: TextRule.maximumIdentifierBytes), sequence: .max, issueTime: time)
    ]))

  private static let campaign = bytes(of: ListCampaignsResponse(campaigns: [campaignMessage]))

  /// The campaign of a page of coupons, a token.
  private static let withoutItems = bytes(
    of: GetCampaignResponse(
      campaign: campaignMessage, nextPageToken: String(repeating: "z", count: maximumTokenBytes)))

  /// No token is longer, given or taken.
  private static let maximumTokenBytes = 64

  private static var campaignMessage: CampaignMessage {
    CampaignMessage(
      id: .max, name: String(repeating: "\u{10FFFD}", count: TextRule.maximumNameScalars), totalCoupons: .max,
      issuedCoupons: .max, remainingCoupons: .max, startTime: time, endTime: time, perUserLimit: .max, state: .closed,
      openedTime: time, createTime: time)
  }

  /// A negative number of seconds has the most bytes.
  private static var time: ProtobufTimestamp { ProtobufTimestamp(seconds: .min, nanos: 999_999_999) }

  private static func bytes(of message: some WireMessage) -> Int {
    var buffer = ByteBuffer()
    message.encode(into: &buffer, with: MessageCodec())
    return buffer.readableBytes
  }
}
