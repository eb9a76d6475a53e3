import CampaignApplication
import CampaignService
import NIOCore
import RPCCodec
import Testing
import UseCaseStubs

/// Every method is served by a door that knows nothing of ttrpc, in both forms of messages.
@Suite struct PlainDoorTests {
  /// A request as JSON, the same as a message, and its response.
  struct Sample: Sendable {
    let name: MethodName
    let json: String
    let request: any WireMessage & Sendable
    let response: any WireMessage & JSONRepresentable & Sendable
  }

  private static let campaign = CampaignMessage(Samples.campaign())
  private static let coupon = CouponMessage(Samples.coupon())

  private static let entry = QueueEntryMessage(
    requestID: "01900000-0000-7000-8000-000000000001", campaignID: 7, userID: "ann", status: .waiting, position: 3,
    estimatedWait: ProtobufDuration(seconds: 3),
    joinTime: ProtobufTimestamp(seconds: 1_790_000_000, nanos: 123_456_000),
    updateTime: ProtobufTimestamp(seconds: 1_790_000_001, nanos: 123_456_000), ticket: 5)
  private static let couponRequest = CouponRequestMessage(
    requestID: "01900000-0000-7000-8000-000000000001", campaignID: 7, userID: "ann", status: .requested, step: "ISSUE",
    requestTime: ProtobufTimestamp(seconds: 1_790_000_000, nanos: 123_456_000))
  private static let compensation = CompensationMessage(
    id: 3, compensationType: "DELIVERY_REVERSAL", referenceID: "7/1", payload: #"{"code": "가1"}"#, retryCount: 5,
    maxRetries: 5, status: "FAILED", errorMessage: "500",
    createTime: ProtobufTimestamp(seconds: 1_790_000_000, nanos: 123_456_000),
    lastAttemptTime: ProtobufTimestamp(seconds: 1_790_000_000, nanos: 123_456_000), resolvedBy: "op",
    resolution: "lost")

  static let samples: [Sample] = [
    Sample(
      name: .createCampaign, json: #"{"name":"봄","totalCoupons":"1000","startIn":"5s","perUserLimit":1}"#,
      request: CreateCampaignRequest(
        name: "봄", totalCoupons: 1_000, startIn: ProtobufDuration(seconds: 5), perUserLimit: 1),
      response: CreateCampaignResponse(campaign: campaign)),
    Sample(
      name: .getCampaign, json: #"{"campaignId":"7","pageSize":10}"#,
      request: GetCampaignRequest(campaignID: 7, pageSize: 10),
      response: GetCampaignResponse(campaign: campaign, coupons: [coupon])),
    Sample(
      name: .listCampaigns, json: "{}", request: ListCampaignsRequest(),
      response: ListCampaignsResponse(campaigns: [campaign])),
    Sample(
      name: .issueCoupon, json: #"{"campaignId":"7","userId":"ann"}"#,
      request: IssueCouponRequest(campaignID: 7, userID: "ann"), response: IssueCouponResponse(coupon: coupon)),
    Sample(
      name: .pauseCampaign, json: #"{"campaignId":"7"}"#, request: PauseCampaignRequest(campaignID: 7),
      response: PauseCampaignResponse(campaign: campaign)),
    Sample(
      name: .resumeCampaign, json: #"{"campaignId":"7"}"#, request: ResumeCampaignRequest(campaignID: 7),
      response: ResumeCampaignResponse(campaign: campaign)),
    Sample(
      name: .closeCampaign, json: #"{"campaignId":"7"}"#, request: CloseCampaignRequest(campaignID: 7),
      response: CloseCampaignResponse(campaign: campaign)),
    Sample(
      name: .joinQueue, json: #"{"campaignId":"7","userId":"ann"}"#,
      request: JoinQueueRequest(campaignID: 7, userID: "ann"),
      response: JoinQueueResponse(entry: entry, message: "대기열 3번으로 등록되었습니다.")),
    Sample(
      name: .getQueueStatus, json: #"{"campaignId":"7","userId":"ann"}"#,
      request: GetQueueStatusRequest(campaignID: 7, userID: "ann"), response: GetQueueStatusResponse(entry: entry)),
    Sample(
      name: .getQueueInfo, json: #"{"campaignId":"7"}"#, request: GetQueueInfoRequest(campaignID: 7),
      response: GetQueueInfoResponse(
        campaignID: 7, currentStock: 998, queueSize: 3, processingCount: 1, completedCount: 1, failedCount: 0,
        oldestWait: ProtobufDuration(seconds: 1, nanos: 500_000_000), message: "큐 정보 조회 성공")),
    Sample(
      name: .initStock, json: #"{"campaignId":"7","stock":"5"}"#, request: InitStockRequest(campaignID: 7, stock: 5),
      response: InitStockResponse(campaign: campaign)),
    Sample(
      name: .resetQueueEntry, json: #"{"campaignId":"7","userId":"ann","reason":"again"}"#,
      request: ResetQueueEntryRequest(campaignID: 7, userID: "ann", reason: "again"),
      response: ResetQueueEntryResponse(
        entry: QueueEntryMessage(campaignID: 7, userID: "ann", status: .notInQueue))),
    Sample(
      name: .requestCoupon, json: #"{"campaignId":"7","userId":"ann"}"#,
      request: RequestCouponRequest(campaignID: 7, userID: "ann"),
      response: RequestCouponResponse(request: couponRequest)),
    Sample(
      name: .getCouponRequest, json: #"{"requestId":"x"}"#, request: GetCouponRequestRequest(requestID: "x"),
      response: GetCouponRequestResponse(request: couponRequest)),
    Sample(
      name: .waitCouponRequest, json: #"{"requestId":"x"}"#, request: WaitCouponRequestRequest(requestID: "x"),
      response: WaitCouponRequestResponse(request: couponRequest)),
    Sample(
      name: .listDeadLetters, json: #"{"campaignId":"7"}"#, request: ListDeadLettersRequest(campaignID: 7),
      response: ListDeadLettersResponse(deadLetters: [
        DeadLetterMessage(
          requestID: "01900000-0000-7000-8000-000000000001", campaignID: 7, userID: "ann", ticket: 5, attempts: 5,
          error: "XY000", failedTime: ProtobufTimestamp(seconds: 1_790_000_001, nanos: 123_456_000))
      ])),
    Sample(
      name: .revokeCoupon, json: #"{"campaignId":"7","code":"가1","reason":"why","returnStock":true}"#,
      request: RevokeCouponRequest(campaignID: 7, code: "가1", reason: "why", returnStock: true),
      response: RevokeCouponResponse(coupon: coupon)),
    Sample(
      name: .listCompensations, json: #"{"status":"FAILED","pageSize":2,"pageToken":"t"}"#,
      request: ListCompensationsRequest(status: "FAILED", pageSize: 2, pageToken: "t"),
      response: ListCompensationsResponse(compensations: [compensation])),
    Sample(
      name: .getCompensation, json: #"{"id":"3"}"#, request: GetCompensationRequest(id: 3),
      response: GetCompensationResponse(compensation: compensation)),
    Sample(
      name: .retryCompensation, json: #"{"id":"3","reason":"why"}"#,
      request: RetryCompensationRequest(id: 3, reason: "why"),
      response: RetryCompensationResponse(compensation: compensation)),
    Sample(
      name: .discardCompensation, json: #"{"id":"3","reason":"why"}"#,
      request: DiscardCompensationRequest(id: 3, reason: "why"),
      response: DiscardCompensationResponse(compensation: compensation)),
    Sample(
      name: .healthCheck, json: #"{"service":"campaign.v1.CampaignService"}"#,
      request: HealthCheckRequest(service: MethodName.campaignService), response: HealthCheckResponse(status: .serving)),
  ]

  @Test func everyMethodHasASample() {
    #expect(Set(PlainDoor(.stubs()).methodNames) == Set(Self.samples.map(\.name)))
    #expect(PlainDoor(.stubs()).methodNames.count == Self.samples.count)
  }

  @Test(arguments: samples.indices) func everyMethodIsServedAsProtobufAndAsJSON(index: Int) throws {
    let sample = Self.samples[index]
    let door = PlainDoor(.stubs())
    let asBytes = door.receive(sample.name, sample.request).answers
    #expect(asBytes.map(\.code) == [.ok])
    #expect(asBytes.map(\.body) == [PlainDoor.Body(sample.response, like: .protobuf(ByteBuffer()))])
    let asJSON = door.receive(sample.name, .json(sample.json)).answers
    #expect(asJSON.map(\.code) == [.ok])
    #expect(asJSON.map(\.body) == [.json(ProtobufJSON.text(of: sample.response))])
  }

  @Test(arguments: samples.map(\.name)) func bytesThatAreNoRequestAreToldSo(name: MethodName) throws {
    let door = PlainDoor(.stubs())
    let fromBytes = door.receive(name, .protobuf(ByteBuffer(bytes: [0x0B]))).answers
    #expect(try fromBytes.first?.message(RPCStatus.self).reason == "MALFORMED_REQUEST")
    #expect(door.receive(name, .json("[")).answers.map(\.code) == [.invalidArgument])
  }

  @Test func aRefusalIsAStatusInTheFormOfTheRequest() throws {
    let useCase = StubUseCase<IssueInput, IssueOutput>(answering: { _ in .failure(.soldOut) })
    let door = PlainDoor(.issuing(with: useCase))
    #expect(try door.refusal(.issueCoupon, IssueCouponRequest(campaignID: 7)).reason == "SOLD_OUT")
    let answer = try #require(door.receive(.issueCoupon, .json("{}")).answers.first)
    guard case .json(let text) = answer.body else { return #expect(Bool(false), "\(answer)") }
    #expect(answer.code == .failedPrecondition)
    #expect(text.contains(#""reason":"SOLD_OUT""#))
  }

  @Test func aMethodThatIsNotThereIsUnimplemented() throws {
    let name = MethodName(service: MethodName.campaignService, method: "Nothing")
    #expect(try PlainDoor(.stubs()).refusal(name, IssueCouponRequest()).code == .unimplemented)
  }

  @Test func aCallerWhoIsGoneHasNothingDecidedForThem() throws {
    let held = HeldCalls<IssueInput, IssueOutput>()
    let door = PlainDoor(.issuing(with: held))
    let pending = door.receive(.issueCoupon, IssueCouponRequest(campaignID: 7))
    pending.cancel()
    let work = try #require(held.take().first)
    #expect(!work.call.beginDecision())
    work.complete(.failure(.deadlineExceeded))
    #expect(pending.answers.map(\.code) == [.deadlineExceeded])
  }

  @Test func theTimeOfTheCallIsTheUseCases() throws {
    let held = HeldCalls<IssueInput, IssueOutput>()
    let door = PlainDoor(.issuing(with: held))
    let before = ContinuousClock.now
    _ = door.receive(.issueCoupon, IssueCouponRequest(), timeoutNanoseconds: 5_000_000_000)
    let deadline = try #require(held.take().first?.call.deadline)
    #expect(deadline >= before + .seconds(5) && deadline <= .now + .seconds(5))
    #expect(
      try door.refusal(.issueCoupon, IssueCouponRequest(), timeoutNanoseconds: -1).reason == "DEADLINE_EXCEEDED")
    #expect(held.seen == 1)
  }

  @Test func onlyHealthIsServedWhileTheServerDrains() throws {
    let door = PlainDoor(.stubs())
    door.servingStatus.beginDrain()
    for sample in Self.samples where sample.name != .healthCheck {
      let status = try door.refusal(sample.name, sample.request)
      #expect(status.reason == "DRAINING" && status.retryDelay == .seconds(1))
    }
    let health: HealthCheckResponse = try door.call(.healthCheck, HealthCheckRequest())
    #expect(health.status == .notServing)
  }

  @Test func theCallersMetadataDecidesTheLanguage() throws {
    let useCase = StubUseCase<IssueInput, IssueOutput>(answering: { _ in .failure(.soldOut) })
    let door = PlainDoor(.issuing(with: useCase))
    let inEnglish = try door.refusal(.issueCoupon, IssueCouponRequest(), metadata: [("accept-language", "en")])
    #expect(
      inEnglish.details.contains(.localizedMessage(LocalizedMessage(locale: "en", message: "No coupons are left"))))
    let inKorean = try door.refusal(.issueCoupon, IssueCouponRequest())
    #expect(inKorean.details.contains(.localizedMessage(LocalizedMessage(locale: "ko", message: "잔여 쿠폰 없음"))))
    #expect(inEnglish.message == inKorean.message)
  }
}
