import Foundation
import ProcessHarness
import RPCCodec
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(2))) struct CouponRequestCommandTests {
  private static let id = QueueCommandTests.id

  private static func request(_ status: RequestStatusMessage) -> CouponRequestMessage {
    CouponRequestMessage(
      requestID: id, campaignID: 12, userID: "kim", status: status,
      coupon: status == .done ? Fixtures.coupon(7) : nil, failureReason: status == .fail ? "SOLD_OUT" : "",
      step: "ISSUE", requestTime: ProtobufTimestamp(seconds: 1_795_225_197))
  }

  private static func response(_ status: RequestStatusMessage) -> String {
    ProtobufJSON.text(of: RequestCouponResponse(request: request(status))) + "\n"
  }

  /// Runs `coupon request` against a server whose waits end so.
  private func request(
    endingWith status: RequestStatusMessage, _ arguments: [String]
  ) async throws -> (status: Int32, output: String, error: String, methods: [String]) {
    var result: (Int32, String, String, [String]) = (0, "", "", [])
    try await RecordingServer.with({ call in
      switch call.method {
      case "RequestCoupon": .message(RequestCouponResponse(request: Self.request(.requested)))
      case "GetCouponRequest": .message(GetCouponRequestResponse(request: Self.request(.requested)))
      default: .message(WaitCouponRequestResponse(request: Self.request(status)))
      }
    }) { server in
      let ending = try await Fixtures.campaignctl(
        ["coupon", "request", "--campaign", "12", "--user", "kim", "--retry-interval", "10ms"] + arguments, at: server)
      result = (ending.status, ending.output, ending.error, server.calls.map(\.method))
      #expect(
        try server.calls.first?.request() == RequestCouponRequest(campaignID: 12, userID: "kim"))
    }
    return result
  }

  @Test func withoutWaitingTheRequestIsShown() async throws {
    let text = try await request(endingWith: .done, ["--language", "en"])
    #expect(text.status == 0 && text.methods == ["RequestCoupon"])
    #expect(text.output.contains(Self.id) && text.output.contains("requested"))
    #expect(try await request(endingWith: .done, ["--output", "json"]).output == Self.response(.requested))
  }

  @Test func doneShowsTheCoupon() async throws {
    let text = try await request(endingWith: .done, ["--wait", "--language", "ko"])
    #expect(text.status == 0 && text.error.isEmpty)
    #expect(text.output.hasPrefix("쿠폰 발행 성공\n") && text.output.contains("가1나2다3라4마5"))
    #expect(text.methods == ["RequestCoupon", "GetCouponRequest", "WaitCouponRequest"])
    let json = try await request(endingWith: .done, ["--wait", "--output", "json"])
    #expect(json.status == 0 && json.output == Self.response(.done))
  }

  @Test(arguments: [
    ("ko", "FAILED_PRECONDITION/SOLD_OUT: ISSUE 실패: 잔여 쿠폰 없음 (SOLD_OUT), 요청 \(id)\n"),
    ("en", "FAILED_PRECONDITION/SOLD_OUT: ISSUE failed: none left (SOLD_OUT), request \(id)\n"),
  ])
  func failedEndsAtOnceWithTheReason(language: String, error: String) async throws {
    let text = try await request(endingWith: .fail, ["--wait", "--language", language])
    #expect(text.status == 73 && text.output.isEmpty)
    #expect(text.error == error)
    #expect(text.methods.count == 3)
    let json = try await request(endingWith: .fail, ["--wait", "--output", "json"])
    #expect(json.status == 73 && json.output == Self.response(.fail))
    #expect(try Fixtures.json(json.error)?["code"] as? Int == 9)
  }

  @Test(arguments: ["ko", "en"]) func stillRequestedNamesTheCommandToAskAgainWith(language: String) async throws {
    let text = try await request(endingWith: .requested, ["--wait", "--max-retries", "2", "--language", language])
    #expect(text.status == 68 && text.output.isEmpty)
    #expect(text.error.hasPrefix("DEADLINE_EXCEEDED/DEADLINE_EXCEEDED: "))
    #expect(text.error.contains("campaignctl coupon status \(Self.id)"))
    #expect(text.methods == ["RequestCoupon", "GetCouponRequest", "WaitCouponRequest", "WaitCouponRequest"])
    let json = try await request(endingWith: .requested, ["--wait", "--max-retries", "0", "--output", "json"])
    #expect(json.status == 68 && json.output == Self.response(.requested))
    #expect(json.methods == ["RequestCoupon", "GetCouponRequest"])
  }

  @Test(arguments: [RequestStatusMessage.requested, .done, .fail]) func statusShowsHowARequestStands(
    status: RequestStatusMessage
  ) async throws {
    let request = Self.request(status)
    try await RecordingServer.with({ _ in .message(GetCouponRequestResponse(request: request)) }) { server in
      let text = try await Fixtures.campaignctl(["coupon", "status", Self.id, "--language", "en"], at: server)
      #expect(text.status == 0 && text.output.contains(Self.id))
      #expect(try server.calls.first?.request() == GetCouponRequestRequest(requestID: Self.id))
      let json = try await Fixtures.campaignctl(["coupon", "status", Self.id, "--output", "json"], at: server)
      #expect(json.output == ProtobufJSON.text(of: GetCouponRequestResponse(request: request)) + "\n")
    }
  }

  @Test func createTakesQueueOnly() async throws {
    var campaign = Fixtures.campaign
    campaign.queueOnly = true
    try await RecordingServer.with({ [campaign] _ in .message(CreateCampaignResponse(campaign: campaign)) }) { server in
      let ending = try await Fixtures.campaignctl(
        ["campaign", "create", "--name", "n", "--coupons", "5", "--queue-only", "--language", "en"], at: server)
      #expect(ending.status == 0 && ending.output.contains("Queue only"))
      #expect(try server.calls.first?.request(as: CreateCampaignRequest.self).queueOnly == true)
    }
  }
}
