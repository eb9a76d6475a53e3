import NIOCore
import RPCCodec
import Testing

@Suite struct MessageTests {
  @Test func messagesHaveTheBytesThatProtobufGivesThem() {
    #expect(SampleMessages.campaign.encoded().hex == SampleMessages.campaignHex)
    #expect(SampleMessages.coupon.encoded().hex == SampleMessages.couponHex)
    let issued = IssueCouponResponse(coupon: SampleMessages.coupon, alreadyIssued: true)
    #expect(issued.encoded().hex == SampleMessages.issueCouponResponseHex)
    let read = GetCampaignResponse(
      campaign: SampleMessages.campaign, coupons: [SampleMessages.coupon, CouponMessage()], nextPageToken: "n")
    #expect(read.encoded().hex == SampleMessages.getCampaignResponseHex)
    let issue = IssueCouponRequest(campaignID: 42, userID: "user-1", idempotencyKey: "키")
    #expect(issue.encoded().hex == "082a1206757365722d311a03ed82a4")
  }

  @Test func theBytesOfProtobufAreReadBack() throws {
    #expect(try CampaignMessage.decoded(hex: SampleMessages.campaignHex) == SampleMessages.campaign)
    let create = try CreateCampaignRequest.decoded(hex: SampleMessages.createCampaignRequestHex)
    #expect(
      create
        == CreateCampaignRequest(
          name: "n", totalCoupons: 10, startIn: ProtobufDuration(seconds: -1, nanos: -500_000_000),
          endTime: ProtobufTimestamp(seconds: 253_402_300_799, nanos: 999_999_999), perUserLimit: -1,
          idempotencyKey: "k"))
    #expect(create.encoded().hex == SampleMessages.createCampaignRequestHex)
  }

  private func survives<Message: WireMessage>(_ message: Message) throws {
    let codec = MessageCodec(limits: .client)
    #expect(try Message.decode(message.encoded(with: codec), with: codec) == message)
  }

  @Test func everyMessageSurvivesTheWire() throws {
    let time = ProtobufTimestamp(seconds: 1, nanos: 2)
    let span = ProtobufDuration(seconds: 3, nanos: 4)
    let campaign = SampleMessages.campaign
    try survives(campaign)
    try survives(SampleMessages.coupon)
    try survives(
      CreateCampaignRequest(
        name: "이름", totalCoupons: .max, startTime: time, startIn: span, endTime: time, endIn: span,
        perUserLimit: .min, idempotencyKey: "k"))
    try survives(CreateCampaignResponse(campaign: campaign, alreadyCreated: true))
    try survives(GetCampaignRequest(campaignID: .min, pageSize: .max, pageToken: "t", omitCoupons: true))
    try survives(
      GetCampaignResponse(campaign: campaign, coupons: [CouponMessage(), SampleMessages.coupon], nextPageToken: "t"))
    try survives(ListCampaignsRequest(pageSize: -1, pageToken: "t"))
    try survives(ListCampaignsResponse(campaigns: [campaign, CampaignMessage()], nextPageToken: "t"))
    try survives(IssueCouponRequest(campaignID: 1, userID: "u", idempotencyKey: "k"))
    try survives(IssueCouponResponse(coupon: SampleMessages.coupon, alreadyIssued: true))
    try survives(PauseCampaignRequest(campaignID: 1))
    try survives(PauseCampaignResponse(campaign: campaign))
    try survives(ResumeCampaignRequest(campaignID: 2))
    try survives(ResumeCampaignResponse(campaign: campaign))
    try survives(CloseCampaignRequest(campaignID: 3))
    try survives(CloseCampaignResponse(campaign: campaign))
    try survives(HealthCheckRequest(service: "campaign.v1.CampaignService"))
    try survives(HealthCheckResponse(status: .notServing))
    try survives(SampleMessages.status)
    try survives(MetadataEntry(key: "k", value: "v"))
  }

  @Test func defaultsAreNotSentAndAnEmptyMessageIsOneOfDefaults() throws {
    #expect(CampaignMessage().encoded().readableBytes == 0)
    #expect(try CampaignMessage.decoded(hex: "") == CampaignMessage())
    #expect(try GetCampaignResponse.decoded(hex: "") == GetCampaignResponse())
  }

  @Test func anEmptyMessageFieldIsPresent() throws {
    let response = IssueCouponResponse(coupon: CouponMessage())
    #expect(response.encoded().hex == "0a00")
    #expect(try IssueCouponResponse.decoded(hex: "0a00") == response)
  }

  @Test(arguments: [5, 1_000, -1, .min] as [Int32])
  func unknownEnumNumbersSurvive(number: Int32) throws {
    let campaign = CampaignMessage(state: CampaignStateMessage(rawValue: number))
    try survives(campaign)
    try survives(HealthCheckResponse(status: ServingStatusMessage(rawValue: number)))
    #expect(campaign.state.name == nil)
  }

  @Test func unknownFieldsAreSkipped() throws {
    let unknown: WireBytes =
      .field(100, 1) + .field(101, "text") + .tag(102, 5) + .raw([1, 2, 3, 4]) + .tag(103, 1)
      + .raw([1, 2, 3, 4, 5, 6, 7, 8])
    let bytes = unknown + .field(1, 42) + unknown + .field(2, "u") + unknown
    let request = try IssueCouponRequest.decode(bytes.buffer, with: MessageCodec())
    #expect(request == IssueCouponRequest(campaignID: 42, userID: "u"))
  }

  @Test func ofAFieldThatComesTwiceTheLastCounts() throws {
    let twice = WireBytes.field(1, 1) + .field(2, "a") + .field(1, 2) + .field(2, "b")
    #expect(
      try IssueCouponRequest.decode(twice.buffer, with: MessageCodec())
        == IssueCouponRequest(campaignID: 2, userID: "b"))
  }

  @Test func anInt32TakesTheLowBitsOfALongerVarint() throws {
    let request = try ListCampaignsRequest.decode(WireBytes.field(1, 1 << 32 | 7).buffer, with: MessageCodec())
    #expect(request.pageSize == 7)
  }

  @Test func aStringWithNULIsNeverCutButRefusedByTheOtherEnd() {
    let bytes = IssueCouponRequest(campaignID: 1, userID: "a\0b").encoded()
    #expect(decodingError(of: bytes, as: IssueCouponRequest.self) == .invalidUTF8(field: "user_id"))
  }

  @Test func stringsAreKeptScalarByScalar() throws {
    let decomposed = "각".unicodeScalars.count == 3 ? "각" : "\u{1100}\u{1161}\u{11A8}"
    let request = IssueCouponRequest(userID: decomposed)
    let read = try IssueCouponRequest.decode(request.encoded(), with: MessageCodec())
    #expect(Array(read.userID.unicodeScalars) == Array(decomposed.unicodeScalars))
  }

  @Test func aMessageGoesBehindWhatTheBufferHoldsAlready() throws {
    var buffer = ByteBuffer(string: "before")
    SampleMessages.coupon.encode(into: &buffer, with: MessageCodec())
    #expect(buffer.readString(length: 6) == "before")
    #expect(buffer.hex == SampleMessages.couponHex)
  }

  @Test func fullNamesAreThoseOfProto() {
    #expect(IssueCouponRequest.fullName == "campaign.v1.IssueCouponRequest")
    #expect(HealthCheckResponse.fullName == "grpc.health.v1.HealthCheckResponse")
    #expect(RPCStatus.fullName == "google.rpc.Status")
  }
}
