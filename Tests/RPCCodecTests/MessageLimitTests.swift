import NIOCore
import Testing

@testable import RPCCodec

@Suite struct MessageLimitTests {
  private static let requestBytes = 64 << 10
  private static let tooMany = MessageDecodingError.tooManyFields(limit: MessageLimits.server.maximumFields)

  /// The number of copies that 64 KiB hold.
  private func bomb(of field: WireBytes) -> ByteBuffer {
    field.repeated(Self.requestBytes / field.bytes.count).buffer
  }

  @Test func floodsOfFieldsAreRefusedBeforeAnythingIsUnpacked() {
    let codec = MessageCodec(limits: .server)
    let atRest = codec.retainedBytes
    let floods: [WireBytes] = [
      .field(15, 1), .field(1, 1), .field(2, ""), .field(99, ""), .tag(99, 5) + .raw([0, 0, 0, 0]),
    ]
    for flood in floods {
      #expect(throws: Self.tooMany) { try IssueCouponRequest.decode(bomb(of: flood), with: codec) }
      #expect(codec.retainedBytes == atRest)
    }
    #expect(throws: Self.tooMany) {
      try GetCampaignResponse.decode(bomb(of: .field(2, WireBytes())), with: codec)
    }
  }

  @Test func fieldsOfNestedMessagesCountToo() {
    let coupon = WireBytes.field(2, .field(4, 1).repeated(10))
    #expect(decodingError(of: bomb(of: coupon), as: GetCampaignResponse.self) == Self.tooMany)
    #expect(
      decodingError(of: WireBytes.field(1, .field(15, 1).repeated(600)).buffer, as: IssueCouponResponse.self)
        == Self.tooMany)
  }

  @Test func theLimitIsExact() {
    let limits = MessageLimits(maximumFields: 3, maximumMetadataEntries: 1, maximumArenaBytes: 1 << 20)
    let three = WireBytes.field(1, 1).repeated(3)
    #expect(decodingError(of: three.buffer, as: IssueCouponRequest.self, limits: limits) == nil)
    let four = WireBytes.field(1, 1).repeated(4)
    #expect(
      decodingError(of: four.buffer, as: IssueCouponRequest.self, limits: limits) == .tooManyFields(limit: 3))
  }

  @Test func fieldsOfOneMessageDoNotCountForTheNext() throws {
    let codec = MessageCodec(limits: .server)
    let bytes = WireBytes.field(1, 1).repeated(MessageLimits.server.maximumFields).buffer
    for _ in 0..<3 {
      _ = try IssueCouponRequest.decode(bytes, with: codec)
    }
  }

  @Test func theGreatestRequestOfOneFieldIsTakenAndItsMemoryIsGivenBack() throws {
    let codec = MessageCodec(limits: .server)
    let text = String(repeating: "가", count: 21_000)
    let request = try IssueCouponRequest.decode(WireBytes.field(2, text).buffer, with: codec)
    #expect(request.userID == text)
    #expect(codec.retainedBytes <= 256 << 10)
  }

  @Test func memoryBeyondTheLimitIsRefusedAndGivenBack() throws {
    let limits = MessageLimits(maximumFields: 512, maximumMetadataEntries: 64, maximumArenaBytes: 16 << 10)
    let codec = MessageCodec(limits: limits)
    let bytes = WireBytes.field(2, String(repeating: "a", count: 60_000)).buffer
    #expect(isMalformed(decodingError(of: bytes, as: IssueCouponRequest.self, limits: limits)))
    #expect(throws: MessageDecodingError.self) { try IssueCouponRequest.decode(bytes, with: codec) }
    #expect(codec.retainedBytes <= 16 << 10)
    #expect(try IssueCouponRequest.decode(WireBytes.field(1, 5).buffer, with: codec).campaignID == 5)
  }

  @Test func aPageOfTenThousandCouponsPassesInTheClientAndLeavesLittleBehind() throws {
    let coupon = CouponMessage(
      code: "가1나2다3라4마5", campaignID: .max, userID: String(repeating: "u", count: 128), sequence: .max,
      issueTime: ProtobufTimestamp(seconds: 1_700_000_001, nanos: 999_999_000))
    let response = GetCampaignResponse(
      campaign: SampleMessages.campaign, coupons: Array(repeating: coupon, count: 10_000), nextPageToken: "t")
    let codec = MessageCodec(limits: .client)
    var frame = ByteBuffer()
    try ResponseEncoder.append(streamID: 1, message: response, to: &frame, with: codec)
    #expect(codec.retainedBytes <= 256 << 10)
    let outcome = FrameOutcome(decoding: frame.pieces { 65_536 }, limits: .client)
    guard case .frame(let read) = outcome.events.first else {
      Issue.record("the frame was not kept")
      return
    }
    let envelope = try ResponseEnvelope.decode(read.data, with: codec)
    #expect(try GetCampaignResponse.decode(envelope.payload, with: codec) == response)
    #expect(codec.retainedBytes <= 256 << 10)
  }

  @Test func aPageOfAThousandCampaignsPassesInTheClient() throws {
    let response = ListCampaignsResponse(campaigns: Array(repeating: SampleMessages.campaign, count: 1_000))
    #expect(try ListCampaignsResponse.decode(response.encoded(), with: MessageCodec(limits: .client)) == response)
  }
}
