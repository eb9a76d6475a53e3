import Foundation
import ProcessHarness
import RPCCodec
import ScriptedServer
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2))) struct QueueCommandTests {
  static let id = "01900000-0000-7000-8000-000000000001"

  private func entry(_ status: QueueStatusMessage = .waiting, position: Int64 = 5) -> QueueEntryMessage {
    QueueEntryMessage(
      requestID: Self.id, campaignID: 12, userID: "민지", status: status,
      position: status == .waiting ? position : 0,
      estimatedWait: status == .waiting ? ProtobufDuration(seconds: 62, nanos: 1) : nil,
      coupon: status == .completed ? Fixtures.coupon(7) : nil, failureReason: status == .failed ? "SOLD_OUT" : "",
      joinTime: ProtobufTimestamp(seconds: 1_795_225_197), updateTime: ProtobufTimestamp(seconds: 1_795_225_198),
      ticket: 9)
  }

  @Test(arguments: ["en", "ko"]) func joinShowsTheServersSentenceAndThePlace(language: String) async throws {
    try await RecordingServer.with({ [entry = entry()] _ in
      .message(JoinQueueResponse(entry: entry, message: "대기열 5번으로 등록되었습니다."))
    }) { server in
      let ending = try await Fixtures.campaignctl(
        ["queue", "join", "--campaign", "12", "--user", "민지", "--language", language], at: server)
      #expect(ending.status == 0 && ending.error.isEmpty)
      #expect(ending.output.hasPrefix("대기열 5번으로 등록되었습니다.\n"))
      #expect(ending.output.contains("1m3s") && ending.output.contains(Self.id))
      #expect(ending.output.contains(language == "ko" ? "대기 중" : "waiting"))
      #expect(try server.calls.first?.request() == JoinQueueRequest(campaignID: 12, userID: "민지"))
    }
  }

  @Test func jsonIsTheResponse() async throws {
    try await RecordingServer.with({ [entry = entry(.notInQueue)] _ in
      .message(GetQueueStatusResponse(entry: QueueEntryMessage(campaignID: 12, userID: "x", status: entry.status)))
    }) { server in
      let ending = try await Fixtures.campaignctl(
        ["queue", "status", "--campaign", "12", "--user", "x", "--output", "json"], at: server)
      let expected = try Fixtures.json(
        """
        {"entry": {"requestId": "", "campaignId": "12", "userId": "x", "status": "QUEUE_STATUS_NOT_IN_QUEUE",
        "position": "0", "failureReason": "", "ticket": "0"}}
        """)
      #expect(try Fixtures.json(ending.output) == expected)
      #expect(ending.status == 0)
    }
  }

  @Test(arguments: [
    (QueueStatusMessage.processing, "being issued"), (.completed, "가1나2다3라4마5"), (.failed, "none left (SOLD_OUT)"),
    (.notInQueue, "not in the queue"),
  ])
  func statusShowsEachState(status: QueueStatusMessage, words: String) async throws {
    try await RecordingServer.with({ [entry = entry(status)] _ in .message(GetQueueStatusResponse(entry: entry)) }) {
      server in
      let ending = try await Fixtures.campaignctl(
        ["queue", "status", "--campaign", "12", "--user", "민지", "--language", "en"], at: server)
      #expect(ending.status == 0 && ending.output.contains(words))
    }
  }

  /// Answers looks with these entries, one after the other, the last for ever; waits end at once.
  private func following(
    _ entries: [QueueEntryMessage], _ arguments: [String], failing failures: [Int: RPCStatus] = [:]
  ) async throws -> (status: Int32, output: String) {
    let looks = Mutex(0)
    var result: (Int32, String) = (0, "")
    try await RecordingServer.with({ call in
      guard call.method == "GetQueueStatus" else {
        return .message(WaitCouponRequestResponse(request: CouponRequestMessage(status: .done)))
      }
      let look = looks.withLock { looks in
        looks += 1
        return looks
      }
      if let failure = failures[look] { return .status(failure) }
      let done = failures.keys.filter { $0 < look }.count
      return .message(GetQueueStatusResponse(entry: entries[min(look - done, entries.count) - 1]))
    }) { server in
      let ending = try await Fixtures.campaignctl(
        ["queue", "status", "--campaign", "12", "--user", "민지", "--watch"] + arguments, at: server)
      result = (ending.status, ending.output)
    }
    return result
  }

  @Test func watchingSaysALineForEachChangeUntilTheEnd() async throws {
    let (status, output) = try await following(
      [entry(), entry(), entry(position: 1), entry(.processing), entry(.completed)], ["--language", "en"])
    #expect(status == 0)
    #expect(output == "waiting 5 (1m3s)\nwaiting 1 (1m3s)\nbeing issued\nissued 가1나2다3라4마5\n")
  }

  @Test func watchingInJSONIsALineForEachResponse() async throws {
    let (_, output) = try await following([entry(), entry(.failed)], ["--output", "json"])
    let lines = output.split(separator: "\n").map(String.init)
    #expect(
      lines == [entry(), entry(.failed)].map { ProtobufJSON.text(of: GetQueueStatusResponse(entry: $0)) })
  }

  @Test func watchingGoesOnWhenTheServerWasAwayForAMoment() async throws {
    let away = Fixtures.status(.unavailable, "DRAINING", http: 503, ko: "서버가 종료 중임")
    let (status, output) = try await following([entry(), entry(.failed)], ["--language", "ko"], failing: [2: away])
    #expect(status == 0)
    #expect(output == "대기 중 5 (1m3s)\n실패: 잔여 쿠폰 없음 (SOLD_OUT)\n")
  }

  @Test func whoIsNotInTheQueueIsNotWatched() async throws {
    let (status, output) = try await following([entry(.notInQueue)], ["--language", "en"])
    #expect((status, output) == (0, "not in the queue\n"))
  }

  @Test func infoShowsTheLineAsAWhole() async throws {
    let info = GetQueueInfoResponse(
      campaignID: 12, currentStock: 950, queueSize: 1_120, processingCount: 50, completedCount: 40, failedCount: 3,
      oldestWait: ProtobufDuration(seconds: 61), message: "Queue information read.")
    try await RecordingServer.with({ _ in .message(info) }) { server in
      let text = try await Fixtures.campaignctl(["queue", "info", "12", "--language", "en"], at: server)
      #expect(text.output.hasPrefix("Queue information read.\n"))
      for words in ["950", "1,120", "50", "40", "1m1s"] { #expect(text.output.contains(words)) }
      #expect(try server.calls.first?.request() == GetQueueInfoRequest(campaignID: 12))
      let json = try await Fixtures.campaignctl(["queue", "info", "12", "--output", "json"], at: server)
      #expect(json.output == ProtobufJSON.text(of: info) + "\n")
    }
  }

  @Test func initStockShowsTheCampaign() async throws {
    try await RecordingServer.with({ _ in .message(InitStockResponse(campaign: Fixtures.campaign)) }) { server in
      let ending = try await Fixtures.campaignctl(
        ["queue", "init-stock", "12", "--stock", "1000", "--language", "ko"], at: server)
      #expect(ending.status == 0 && ending.output.hasPrefix("재고 초기화 완료\n"))
      #expect(try server.calls.first?.request() == InitStockRequest(campaignID: 12, stock: 1_000))
    }
  }

  @Test(arguments: [
    (QueueStatusMessage.notInQueue, "The user has no entry in the queue and may join.\n"),
    (.waiting, "This entry has not failed; it stays as it is.\n"),
  ])
  func resetSaysWhetherAnEntryIsLeft(status: QueueStatusMessage, sentence: String) async throws {
    try await RecordingServer.with({ [entry = entry(status)] _ in .message(ResetQueueEntryResponse(entry: entry)) }) {
      server in
      let ending = try await Fixtures.campaignctl(
        ["queue", "reset", "--campaign", "12", "--user", "민지", "--reason", "-다시", "--language", "en"], at: server)
      #expect(ending.status == 0 && ending.output.hasPrefix(sentence))
      #expect(
        try server.calls.first?.request() == ResetQueueEntryRequest(campaignID: 12, userID: "민지", reason: "-다시"))
    }
  }

  @Test func deadLettersOfAllPagesAreOneList() async throws {
    @Sendable func letter(_ number: Int64) -> DeadLetterMessage {
      DeadLetterMessage(
        requestID: Self.id, campaignID: 12, userID: "user-\(number)", ticket: number, attempts: 5,
        error: "ERROR P0001:\nno", failedTime: ProtobufTimestamp(seconds: 1_795_225_198))
    }
    try await RecordingServer.with({ call in
      let request = try? call.request(as: ListDeadLettersRequest.self)
      return .message(
        request?.pageToken == "next"
          ? ListDeadLettersResponse(deadLetters: [letter(1)])
          : ListDeadLettersResponse(deadLetters: [letter(2)], nextPageToken: "next"))
    }) { server in
      let text = try await Fixtures.campaignctl(["queue", "dead-letters", "--language", "en"], at: server)
      let lines = text.output.split(separator: "\n")
      #expect(lines.count == 3 && lines[1].contains("user-2") && lines[2].contains("user-1"))
      #expect(lines[1].hasSuffix(#"ERROR P0001:\n"# + "no") || lines[1].contains("\\u{A}"), "\(lines[1])")
      let json = try await Fixtures.campaignctl(
        ["queue", "dead-letters", "--campaign", "12", "--output", "json"], at: server)
      #expect(
        json.output == ProtobufJSON.text(of: ListDeadLettersResponse(deadLetters: [letter(2), letter(1)])) + "\n")
      #expect(try server.calls.last?.request(as: ListDeadLettersRequest.self).campaignID == 12)
    }
  }

  @Test func withoutDeadLettersThatIsSaid() async throws {
    try await RecordingServer.with({ _ in .message(ListDeadLettersResponse()) }) { server in
      let ending = try await Fixtures.campaignctl(["queue", "dead-letters", "--language", "en"], at: server)
      #expect(ending.output == "There are no dead letters.\n")
    }
  }

  @Test func aFieldOfTheQueueIsNamedByItsFlag() async throws {
    let status = RPCStatus(
      code: .invalidArgument, message: "Correct these fields: stock is 0; it must be 1 to 10,000,000.",
      details: [
        .errorInfo(ErrorInfo(reason: "INVALID_FIELD", domain: "campaign.v1", metadata: ["http_status": "400"])),
        .badRequest(
          BadRequest(fieldViolations: [
            FieldViolation(field: "stock", description: "is 0; it must be 1 to 10,000,000")
          ])),
      ])
    try await RecordingServer.with({ _ in .status(status) }) { server in
      let ending = try await Fixtures.campaignctl(
        ["queue", "init-stock", "12", "--stock", "0", "--language", "en"], at: server)
      #expect(ending.status == 67)
      #expect(ending.error == "INVALID_ARGUMENT/INVALID_FIELD: --stock is 0; it must be 1 to 10,000,000\n")
    }
  }
}
