import ProcessHarness
import RPCCodec
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(2))) struct CompensationCommandTests {
  private func compensation(_ status: String, id: Int64 = 3, resolvedBy: String = "") -> CompensationMessage {
    CompensationMessage(
      id: id, compensationType: "DELIVERY_REVERSAL", referenceID: "7/1", payload: #"{"code": "가1"}"#, retryCount: 5,
      maxRetries: 5, status: status, errorMessage: "the service answered DELETE with 500",
      createTime: ProtobufTimestamp(seconds: 1_795_225_197), resolvedBy: resolvedBy,
      resolution: resolvedBy.isEmpty ? "" : "lost")
  }

  @Test(arguments: [("en", "failed (FAILED)"), ("ko", "실패 (FAILED)")])
  func aListIsALineForEach(language: String, words: String) async throws {
    let pages = [
      ListCompensationsResponse(compensations: [compensation("FAILED", id: 8)], nextPageToken: "next"),
      ListCompensationsResponse(compensations: [compensation("FAILED")]),
    ]
    try await RecordingServer.with({ call in
      let request = try? call.request() as ListCompensationsRequest
      return .message(request?.pageToken.isEmpty == true ? pages[0] : pages[1])
    }) { server in
      let ending = try await Fixtures.campaignctl(
        ["compensation", "list", "--status", "FAILED", "--language", language], at: server)
      #expect(ending.status == 0 && ending.error.isEmpty)
      let lines = ending.output.split(separator: "\n")
      #expect(lines.count == 3)
      for (line, id) in zip(lines.dropFirst(), ["8", "3"]) {
        #expect(line.hasPrefix(" \(id)") && line.contains(words) && line.hasSuffix("DELETE with 500"))
      }
      #expect(try server.calls.first?.request() == ListCompensationsRequest(status: "FAILED", pageSize: 1_000))
    }
  }

  @Test func anEmptyListSaysSo() async throws {
    try await RecordingServer.with({ _ in .message(ListCompensationsResponse()) }) { server in
      let ending = try await Fixtures.campaignctl(["compensation", "list", "--language", "ko"], at: server)
      #expect(ending.output == "보상 작업이 없습니다.\n")
    }
  }

  @Test func showTellsEverything() async throws {
    let failed = compensation("FAILED", resolvedBy: "op")
    try await RecordingServer.with({ _ in .message(GetCompensationResponse(compensation: failed)) }) { server in
      let ending = try await Fixtures.campaignctl(["compensation", "show", "3", "--language", "en"], at: server)
      #expect(ending.status == 0)
      for words in ["DELIVERY_REVERSAL", "7/1", "5/5", "op", "lost", #"{"code": "가1"}"#, "DELETE with 500"] {
        #expect(ending.output.contains(words))
      }
      let json = try await Fixtures.campaignctl(["compensation", "show", "3", "--output", "json"], at: server)
      #expect(json.output == ProtobufJSON.text(of: GetCompensationResponse(compensation: failed)) + "\n")
      #expect(try server.calls.first?.request() == GetCompensationRequest(id: 3))
    }
  }

  @Test(arguments: [
    ("PENDING", "It is tried by the schedulers."), ("COMPLETED", "It is done already and stays as it is."),
    ("FAILED", "It was given up before and stays as it is."),
  ]) func retrySaysWhatBecameOfIt(status: String, sentence: String) async throws {
    let answer = RetryCompensationResponse(compensation: compensation(status))
    try await RecordingServer.with({ _ in .message(answer) }) { server in
      let ending = try await Fixtures.campaignctl(
        ["compensation", "retry", "3", "--reason", "repaired", "--language", "en"], at: server)
      #expect(ending.status == 0 && ending.output.hasPrefix(sentence + "\n"))
      #expect(try server.calls.first?.request() == RetryCompensationRequest(id: 3, reason: "repaired"))
    }
  }

  @Test(arguments: [
    ("FAILED", "보상을 포기했습니다. 쿠폰은 재고 반환 없이 회수됩니다."), ("PROCESSING", "실패한 작업이 아니므로 그대로 둡니다."),
  ]) func discardSaysWhatBecameOfIt(status: String, sentence: String) async throws {
    let answer = DiscardCompensationResponse(compensation: compensation(status))
    try await RecordingServer.with({ _ in .message(answer) }) { server in
      let ending = try await Fixtures.campaignctl(
        ["compensation", "discard", "3", "--reason", "lost", "--language", "ko"], at: server)
      #expect(ending.status == 0 && ending.output.hasPrefix(sentence + "\n"))
      #expect(try server.calls.first?.request() == DiscardCompensationRequest(id: 3, reason: "lost"))
    }
  }

  @Test func aNumberIsNeeded() async throws {
    try await RecordingServer.with({ _ in .message(GetCompensationResponse()) }) { server in
      let ending = try await Fixtures.campaignctl(["compensation", "show", "x"], at: server)
      #expect(ending.status == 2 && ending.error.contains("campaignctl compensation list shows them as ID"))
      #expect(server.calls.isEmpty)
    }
  }
}
