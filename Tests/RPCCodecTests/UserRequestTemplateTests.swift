import NIOCore
import Testing

@testable import RPCCodec

struct UserRequestTemplateTests {
  @Test(arguments: [0, 1, 127, 128, 300, Int64.max, -1], [0, 1, 10_000_000_000, Int64.max])
  func theBytesAreThoseOfTheRequestEncoder(campaign: Int64, timeout: Int64) throws {
    let codec = MessageCodec(limits: .client)
    let issues = UserRequestTemplate(method: .issueCoupon, campaignID: campaign, timeoutNanoseconds: timeout)
    let joins = UserRequestTemplate(method: .joinQueue, campaignID: campaign, timeoutNanoseconds: timeout)
    for user in ["", "u", "user-1", "추석", String(repeating: "x", count: 100), String(repeating: "y", count: 128)] {
      for streamID in [1, 0x7FFF_FFFF] as [UInt32] {
        // Other bytes stand before, as in a buffer of several requests.
        let before = ByteBuffer(string: "before")
        var (expected, made) = (before, before)
        try RequestEncoder.append(
          streamID: streamID, method: .issueCoupon, message: IssueCouponRequest(campaignID: campaign, userID: user),
          timeoutNanoseconds: timeout, to: &expected, with: codec)
        Array(user.utf8).withUnsafeBytes { issues.append(streamID: streamID, user: $0, to: &made) }
        #expect(made == expected)
        (expected, made) = (before, before)
        try RequestEncoder.append(
          streamID: streamID, method: .joinQueue, message: JoinQueueRequest(campaignID: campaign, userID: user),
          timeoutNanoseconds: timeout, to: &expected, with: codec)
        Array(user.utf8).withUnsafeBytes { joins.append(streamID: streamID, user: $0, to: &made) }
        #expect(made == expected)
      }
    }
  }
}
