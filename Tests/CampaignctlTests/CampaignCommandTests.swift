import Foundation
import ProcessHarness
import RPCCodec
import ScriptedServer
import Testing

@testable import CampaignConsole

@Suite(.timeLimit(.minutes(2))) struct CampaignCommandTests {
  private let created: ScriptedServer.Script = { _ in
    .message(CreateCampaignResponse(campaign: Fixtures.campaign))
  }

  @Test func createSendsWhatTheFlagsSay() async throws {
    try await RecordingServer.with(created) { server in
      let ending = try await Fixtures.campaignctl(
        [
          "campaign", "create", "--name", "추석 쿠폰", "--coupons", "1000", "--start", "2026-11-21T10:39:57+09:00",
          "--end-in", "1h30m", "--key", "k",
        ], at: server, environment: ["TZ": "Asia/Seoul", "CAMPAIGN_TIMEOUT": ""])
      #expect(ending.status == 0)
      #expect(ending.error.isEmpty)
      #expect(ending.output.hasPrefix("Campaign created.\nCampaign 12\n  Name      추석 쿠폰\n"))
      #expect(ending.output.contains("  Start     2026-11-21 10:39:57 KST\n"))
      let call = try #require(server.calls.first)
      #expect(call.method == "CreateCampaign")
      #expect(call.metadata == [MetadataEntry(key: "accept-language", value: "en")])
      #expect(call.timeoutNanoseconds > 0 && call.timeoutNanoseconds <= 5_000_000_000)
      #expect(
        try call.request()
          == CreateCampaignRequest(
            name: "추석 쿠폰", totalCoupons: 1_000, startTime: ProtobufTimestamp(seconds: 1_795_225_197),
            endIn: ProtobufDuration(seconds: 5_400), perUserLimit: 1, idempotencyKey: "k"))
    }
  }

  @Test func createNamesTheServiceThatCouponsAreHandedTo() async throws {
    try await RecordingServer.with(created) { server in
      let ending = try await Fixtures.campaignctl(
        [
          "campaign", "create", "--name", "n", "--coupons", "1", "--delivery-url",
          "https://partner.example/coupons?k=v",
        ], at: server)
      #expect(ending.status == 0)
      #expect(
        try #require(server.calls.first).request()
          == CreateCampaignRequest(
            name: "n", totalCoupons: 1, perUserLimit: 1, deliveryURL: "https://partner.example/coupons?k=v"))
    }
  }

  @Test(arguments: [
    ("en", "This campaign was created before; here it is as it stands now.\nCampaign 12\n"),
    ("ko", "이미 생성된 캠페인입니다. 같은 캠페인을 다시 보여 드립니다.\n캠페인 12\n"),
  ])
  func aRepeatedCreateSaysSo(language: String, beginning: String) async throws {
    let again = CreateCampaignResponse(campaign: Fixtures.campaign, alreadyCreated: true)
    try await RecordingServer.with({ _ in .message(again) }) { server in
      let arguments = ["campaign", "create", "--name", "n", "--coupons", "1", "--key", "k"]
      let text = try await Fixtures.campaignctl(arguments + ["--language", language], at: server)
      #expect(text.status == 0 && text.output.hasPrefix(beginning))
      let json = try await Fixtures.campaignctl(arguments + ["--output", "json"], at: server)
      #expect(try Fixtures.json(json.output)?["alreadyCreated"] as? Bool == true)
    }
  }

  /// A terminal of 60 columns, made by util-linux's script: every line fits. Piped, nothing is cut.
  @Test func aListFitsTheTerminalAndIsWholeInAPipe() async throws {
    var long = Fixtures.campaign
    long.name = String(repeating: "가을 세일 ", count: 30)
    let response = ListCampaignsResponse(campaigns: [long, Fixtures.campaign])
    try await RecordingServer.with({ _ in .message(response) }) { server in
      let piped = try await Fixtures.campaignctl(["campaign", "list"], at: server)
      #expect(piped.output.contains(String(repeating: "가을 세일 ", count: 29)) && piped.output.contains("never"))
      let program = ProgramProcess.path(of: "campaignctl")
      let terminal = try await ProgramProcess.run(
        "/usr/bin/script",
        [
          "--quiet", "--return", "--command",
          "stty cols 60; exec '\(program)' campaign list --address \(server.address)", "/dev/null",
        ])
      #expect(terminal.status == 0, "\(terminal)")
      let lines = terminal.output.split(whereSeparator: \.isNewline).map(String.init)
      #expect(lines.count == 3 && lines.allSatisfy { DisplayWidth.of($0) <= 60 }, "\(lines)")
      #expect(lines.contains { $0.hasSuffix("…") } && lines.contains { $0.contains("추석") }, "\(lines)")
      let json = try await Fixtures.campaignctl(["campaign", "list", "--output", "json"], at: server)
      #expect(json.output.contains(long.name))
    }
  }

  @Test func createWithoutALimitSaysSo() async throws {
    try await RecordingServer.with(created) { server in
      let ending = try await Fixtures.campaignctl(
        ["campaign", "create", "--per-user", "0", "--coupons", "5", "--name", "n", "--start-in", "10s"], at: server)
      #expect(ending.status == 0)
      #expect(
        try server.calls.first?.request()
          == CreateCampaignRequest(name: "n", totalCoupons: 5, startIn: ProtobufDuration(seconds: 10)))
    }
  }

  @Test func numbersBelowNothingAreTheServersToRefuse() async throws {
    try await RecordingServer.with(created) { server in
      _ = try await Fixtures.campaignctl(
        ["campaign", "create", "--name", "-n", "--coupons", "-5", "--per-user", "-1", "--key", "--k"], at: server)
      #expect(
        try server.calls.first?.request()
          == CreateCampaignRequest(name: "-n", totalCoupons: -5, perUserLimit: -1, idempotencyKey: "--k"))
    }
  }

  @Test func anIDBelowNothingGoesBehindTwoHyphens() async throws {
    try await RecordingServer.with({ _ in .message(GetCampaignResponse(campaign: Fixtures.campaign)) }) { server in
      let ending = try await ProgramProcess.run(
        "campaignctl", ["campaign", "get", "--address", server.address, "--", "-1"])
      #expect(ending.status == 0)
      #expect(try server.calls.first?.request() == GetCampaignRequest(campaignID: -1, pageSize: 1))
    }
  }

  @Test(arguments: [[], ["--output", "json"]]) func quietPrintsTheIDAlone(more: [String]) async throws {
    try await RecordingServer.with(created) { server in
      let ending = try await Fixtures.campaignctl(
        ["campaign", "create", "--name", "n", "--coupons", "1", "--quiet"] + more, at: server)
      #expect(ending == .init(status: 0, output: "12\n", error: ""))
    }
  }

  @Test func getShowsTheOpeningsLatenessAndTheFirstIssue() async throws {
    let response = GetCampaignResponse(campaign: Fixtures.campaign, coupons: [Fixtures.coupon(1)], nextPageToken: "x")
    try await RecordingServer.with({ _ in .message(response) }) { server in
      let ending = try await Fixtures.campaignctl(["campaign", "get", "12"], at: server)
      #expect(ending.status == 0)
      #expect(ending.output.hasPrefix("Campaign 12\n"))
      #expect(ending.output.contains("  Opened       2026-11-21 10:39:57.000001 KST (0.001 ms after the start)\n"))
      #expect(ending.output.contains("  First issue  2026-11-21 10:39:58.120 KST (1.120 s after the start)\n"))
      #expect(try server.calls.first?.request() == GetCampaignRequest(campaignID: 12, pageSize: 1))
    }
  }

  @Test func jsonOfACampaignAsksForNoCouponsUnlessTold() async throws {
    try await RecordingServer.with({ _ in .message(GetCampaignResponse(campaign: Fixtures.campaign)) }) { server in
      _ = try await Fixtures.campaignctl(["campaign", "get", "--output", "json", "12"], at: server)
      #expect(try server.calls.first?.request() == GetCampaignRequest(campaignID: 12, omitCoupons: true))
    }
  }

  @Test func jsonIsTheMappingOfTheResponse() async throws {
    try await RecordingServer.with({ _ in .message(GetCampaignResponse(campaign: Fixtures.campaign)) }) { server in
      let ending = try await Fixtures.campaignctl(["campaign", "get", "--output", "json", "12"], at: server)
      #expect(ending.status == 0)
      let expected = try Fixtures.json(
        """
        {"campaign": {"id": "12", "name": "추석 쿠폰", "totalCoupons": "1000", "issuedCoupons": "2",
        "remainingCoupons": "998", "startTime": "2026-11-21T01:39:57Z", "perUserLimit": 1,
        "state": "CAMPAIGN_STATE_OPEN", "openedTime": "2026-11-21T01:39:57.000001Z",
        "createTime": "2026-11-21T01:36:40Z", "deliveryUrl": "", "queueOnly": false}, "coupons": [], "nextPageToken": ""}
        """)
      #expect(try Fixtures.json(ending.output) == expected)
      #expect(ending.output.hasSuffix("}\n"))
    }
  }

  @Test func listMergesItsPages() async throws {
    try await RecordingServer.with({ call in
      let request = try? call.request(as: ListCampaignsRequest.self)
      return request?.pageToken == "2"
        ? .message(ListCampaignsResponse(campaigns: [CampaignMessage(id: 1, name: "a")]))
        : .message(ListCampaignsResponse(campaigns: [Fixtures.campaign], nextPageToken: "2"))
    }) { server in
      let text = try await Fixtures.campaignctl(["campaign", "list"], at: server)
      #expect(text.status == 0)
      #expect(text.output.split(separator: "\n").count == 3)
      let json = try await Fixtures.campaignctl(["campaign", "list", "--output=json"], at: server)
      let value = try #require(try Fixtures.json(json.output))
      let campaigns = try #require(value["campaigns"] as? [[String: Any]])
      #expect(campaigns.compactMap { $0["id"] as? String } == ["12", "1"])
      #expect(value["nextPageToken"] as? String == "")
    }
  }

  @Test(arguments: [
    ("pause", "PauseCampaign", "Campaign paused."), ("resume", "ResumeCampaign", "Campaign resumed."),
    ("close", "CloseCampaign", "Campaign closed."),
  ])
  func transitionsAreCalledAndSaid(command: String, method: String, sentence: String) async throws {
    try await RecordingServer.with({ _ in .message(PauseCampaignResponse(campaign: Fixtures.campaign)) }) { server in
      let ending = try await Fixtures.campaignctl(["campaign", command, "12"], at: server)
      #expect(ending.status == 0)
      #expect(ending.output.hasPrefix(sentence + "\nCampaign 12\n"))
      #expect(server.calls.map(\.method) == [method])
      #expect(try server.calls.first?.request() == PauseCampaignRequest(campaignID: 12))
    }
  }

  @Test(arguments: [["--language", "ko"], []]) func koreanIsSpokenWhereAskedFor(flags: [String]) async throws {
    try await RecordingServer.with(created) { server in
      let ending = try await Fixtures.campaignctl(
        ["campaign", "create", "--name", "n", "--coupons", "1"] + flags, at: server,
        environment: flags.isEmpty ? ["LANG": "ko_KR.UTF-8"] : [:])
      #expect(ending.output.hasPrefix("쿠폰 캠페인 생성 완료\n캠페인 12\n"))
      #expect(server.calls.first?.metadata == [MetadataEntry(key: "accept-language", value: "ko")])
    }
  }
}
