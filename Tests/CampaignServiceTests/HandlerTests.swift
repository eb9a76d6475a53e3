import CampaignApplication
import CampaignDomain
import CampaignService
import RPCCodec
import Synchronization
import Testing
import UseCaseStubs

/// The input of the use cases and their results on the wire, method by method.
@Suite struct HandlerTests {
  private let campaign = Samples.campaign(
    state: .paused, endTime: Timestamp(microsecondsSinceEpoch: 1_800_000_000_000_001), openedTime: Samples.startTime)
  private let campaignMessage = CampaignMessage(
    id: 7, name: "seonchak", totalCoupons: 1_000, issuedCoupons: 2, remainingCoupons: 998,
    startTime: ProtobufTimestamp(seconds: 1_790_000_000, nanos: 123_456_000),
    endTime: ProtobufTimestamp(seconds: 1_800_000_000, nanos: 1_000), perUserLimit: 1, state: .paused,
    openedTime: ProtobufTimestamp(seconds: 1_790_000_000, nanos: 123_456_000),
    createTime: ProtobufTimestamp(seconds: 1_789_999_999))
  private let couponMessage = CouponMessage(
    code: "가1나2다3라4마5", campaignID: 7, userID: "ann", sequence: 1,
    issueTime: ProtobufTimestamp(seconds: 1_790_000_000, nanos: 123_456_000), state: .issued)

  /// Calls a method over a door.
  private func call<Request: WireMessage, Response: WireMessage>(
    _ method: MethodName, _ request: Request, of useCases: CampaignUseCases, as _: Response.Type = Response.self
  ) throws -> Response {
    try PlainDoor(useCases).call(method, request)
  }

  @Test func createCampaignTakesEveryField() throws {
    let seen = Seen<CreateCampaign.Input>()
    var useCases = CampaignUseCases.stubs()
    let campaign = campaign
    useCases.createCampaign = StubUseCase(answering: { input in
      seen.note(input)
      return .success(CreateCampaign.Output(campaign: campaign, alreadyCreated: true))
    })
    let response: CreateCampaignResponse = try call(
      .createCampaign,
      CreateCampaignRequest(
        name: "봄", totalCoupons: 10_000_000, startTime: ProtobufTimestamp(seconds: 5, nanos: 1_999),
        endIn: ProtobufDuration(seconds: 60), perUserLimit: 3, idempotencyKey: "key"), of: useCases)
    let input = try #require(seen.value)
    #expect(input.name == "봄")
    #expect(input.totalCoupons == 10_000_000)
    #expect(input.start == .at(Timestamp(microsecondsSinceEpoch: 5_000_001)))
    #expect(input.end == .after(.seconds(60)))
    #expect(input.perUserLimit == 3)
    #expect(input.idempotencyKey == "key")
    #expect(response == CreateCampaignResponse(campaign: campaignMessage, alreadyCreated: true))
  }

  @Test func aCampaignWithoutAStartStartsNowAndNeverEnds() throws {
    let seen = Seen<CreateCampaign.Input>()
    var useCases = CampaignUseCases.stubs()
    useCases.createCampaign = StubUseCase(answering: { input in
      seen.note(input)
      return .success(CreateCampaign.Output(campaign: Samples.campaign(), alreadyCreated: false))
    })
    let response: CreateCampaignResponse = try call(
      .createCampaign, CreateCampaignRequest(name: "x", totalCoupons: 1), of: useCases)
    #expect(seen.value?.start == .now)
    #expect(seen.value?.end == nil)
    #expect(response.campaign?.endTime == nil)
    #expect(response.campaign?.openedTime == nil)
  }

  @Test func getCampaignTakesEveryField() throws {
    let seen = Seen<GetCampaign.Input>()
    var useCases = CampaignUseCases.stubs()
    let campaign = campaign
    useCases.getCampaign = StubUseCase(answering: { input in
      seen.note(input)
      return .success(
        GetCampaign.Output(
          campaign: campaign, coupons: [Samples.coupon(), Samples.coupon(user: nil, sequence: 2)],
          nextPageToken: "next"))
    })
    let response: GetCampaignResponse = try call(
      .getCampaign, GetCampaignRequest(campaignID: 7, pageSize: 2, pageToken: "token", omitCoupons: true),
      of: useCases)
    let input = try #require(seen.value)
    #expect(input.campaignID == CampaignID(rawValue: 7))
    #expect(input.pageSize == 2 && input.pageToken == "token" && input.omitCoupons)
    #expect(response.campaign == campaignMessage)
    #expect(response.coupons.map(\.sequence) == [1, 2])
    #expect(response.coupons.first == couponMessage)
    #expect(response.coupons.last?.userID == "")
    #expect(response.nextPageToken == "next")
  }

  @Test func aFullPageOfTheLongestUsersArrivesWhole() throws {
    var useCases = CampaignUseCases.stubs()
    let user = String(repeating: "u", count: 128)
    let coupons = (1...10_000).map { Samples.coupon(user: user, sequence: Int64($0)) }
    useCases.getCampaign = StubUseCase(answering: { _ in
      .success(GetCampaign.Output(campaign: Samples.campaign(), coupons: coupons, nextPageToken: ""))
    })
    let response: GetCampaignResponse = try call(.getCampaign, GetCampaignRequest(campaignID: 7), of: useCases)
    #expect(response.coupons == coupons.map { CouponMessage($0) })
  }

  @Test func listCampaignsTakesEveryField() throws {
    let seen = Seen<ListCampaigns.Input>()
    var useCases = CampaignUseCases.stubs()
    let campaign = campaign
    useCases.listCampaigns = StubUseCase(answering: { input in
      seen.note(input)
      return .success(ListCampaigns.Output(campaigns: [campaign], nextPageToken: "next"))
    })
    let response: ListCampaignsResponse = try call(
      .listCampaigns, ListCampaignsRequest(pageSize: -5, pageToken: "token"), of: useCases)
    #expect(seen.value?.pageSize == -5)
    #expect(seen.value?.pageToken == "token")
    #expect(response == ListCampaignsResponse(campaigns: [campaignMessage], nextPageToken: "next"))
  }

  @Test func issueCouponTakesEveryField() throws {
    let seen = Seen<IssueInput>()
    let useCase = StubUseCase<IssueInput, IssueOutput>(answering: { input in
      seen.note(input)
      return .success(IssueOutput(coupon: Samples.coupon(), alreadyIssued: true))
    })
    let response: IssueCouponResponse = try call(
      .issueCoupon, IssueCouponRequest(campaignID: 7, userID: "ann", idempotencyKey: "key"),
      of: .issuing(with: useCase))
    #expect(seen.value?.campaignID == CampaignID(rawValue: 7))
    #expect(seen.value?.userID == "ann")
    #expect(seen.value?.idempotencyKey == "key")
    #expect(response == IssueCouponResponse(coupon: couponMessage, alreadyIssued: true))
  }

  @Test func transitionsNameThePeerAsTheirActor() throws {
    let actors = Seen<[String]>()
    @Sendable func note(_ actor: String, _ id: CampaignID) {
      actors.note((actors.value ?? []) + ["\(actor) \(id)"])
    }
    var useCases = CampaignUseCases.stubs()
    let campaign = campaign
    useCases.pauseCampaign = StubUseCase(answering: { input in
      note(input.actor, input.campaignID)
      return .success(campaign)
    })
    useCases.resumeCampaign = StubUseCase(answering: { input in
      note(input.actor, input.campaignID)
      return .success(campaign)
    })
    useCases.closeCampaign = StubUseCase(answering: { input in
      note(input.actor, input.campaignID)
      return .success(campaign)
    })
    let paused: PauseCampaignResponse = try call(.pauseCampaign, PauseCampaignRequest(campaignID: 7), of: useCases)
    let resumed: ResumeCampaignResponse = try call(
      .resumeCampaign, ResumeCampaignRequest(campaignID: 8), of: useCases)
    let closed: CloseCampaignResponse = try call(.closeCampaign, CloseCampaignRequest(campaignID: 9), of: useCases)
    #expect(actors.value == ["10.0.0.1:1 7", "10.0.0.1:1 8", "10.0.0.1:1 9"])
    #expect(paused.campaign == campaignMessage)
    #expect(resumed.campaign == campaignMessage)
    #expect(closed.campaign == campaignMessage)
  }

  /// The last value that a use case saw.
  private final class Seen<Value: Sendable>: Sendable {
    private let kept = Mutex<Value?>(nil)
    var value: Value? { kept.withLock { $0 } }
    func note(_ value: Value) { kept.withLock { $0 = value } }
  }
}
