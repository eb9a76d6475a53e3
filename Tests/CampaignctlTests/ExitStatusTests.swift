import Foundation
import NIOCore
import ProcessHarness
import RPCCodec
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(2))) struct ExitStatusTests {
  private func answering(
    _ reply: ScriptedReply, _ arguments: [String] = ["campaign", "get", "12"],
    _ body: (ProgramProcess.Ending) throws -> Void
  ) async throws {
    try await RecordingServer.with({ _ in reply }) { server in
      try body(try await Fixtures.campaignctl(arguments, at: server))
    }
  }

  @Test(arguments: StatusCode.allCases.filter { $0 != .ok })
  func anErrorAnswerEndsWithSixtyFourAndItsCode(code: StatusCode) async throws {
    let status = Fixtures.status(code, "REASON", http: 400, ko: "이유")
    try await answering(.status(status)) { ending in
      #expect(
        ending
          == .init(
            status: 64 + code.rawValue, output: "", error: "\(code.name)/REASON: what to do about REASON\n"))
    }
  }

  @Test func koreanErrorsAreTheLocalizedSentence() async throws {
    let status = Fixtures.status(.failedPrecondition, "SOLD_OUT", http: 409, ko: "잔여 쿠폰 없음")
    try await answering(.status(status), ["coupon", "issue", "--campaign", "1", "--language", "ko"]) { ending in
      #expect(ending == .init(status: 73, output: "", error: "FAILED_PRECONDITION/SOLD_OUT: 잔여 쿠폰 없음\n"))
    }
  }

  @Test func errorsInJSONAreTheStatus() async throws {
    let status = Fixtures.status(.notFound, "CAMPAIGN_NOT_FOUND", http: 404, ko: "캠페인이 존재하지 않음")
    try await answering(.status(status), ["campaign", "get", "12", "--output", "json"]) { ending in
      #expect(ending.status == 69)
      #expect(ending.output.isEmpty)
      let expected = try Fixtures.json(
        """
        {"code": 5, "message": "what to do about CAMPAIGN_NOT_FOUND", "details": [
        {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "CAMPAIGN_NOT_FOUND",
        "domain": "campaign.v1", "metadata": {"http_status": "404"}},
        {"@type": "type.googleapis.com/google.rpc.LocalizedMessage", "locale": "ko", "message": "캠페인이 존재하지 않음"}]}
        """)
      #expect(try Fixtures.json(ending.error) == expected)
      #expect(ending.error.filter(\.isNewline).count == 1)
    }
  }

  @Test(arguments: ["en", "ko"]) func anUnreachableServerEndsWithSeventyEight(language: String) async throws {
    let port = try ReservedPort()
    defer { withExtendedLifetime(port) {} }
    let address = port.address
    for arguments in [["campaign", "list"], ["health"], ["coupon", "issue", "--campaign", "1"]] {
      let ending = try await Fixtures.campaignctl(arguments + ["--address", address, "--language", language])
      #expect(ending.status == 78)
      #expect(ending.output.isEmpty)
      #expect(ending.error.hasPrefix("UNAVAILABLE/UNREACHABLE: "))
      #expect(ending.error.contains(address) && ending.error.contains("--address"))
    }
    let json = try await Fixtures.campaignctl(["campaign", "list", "--output", "json", "--address", address])
    #expect(json.status == 78)
    #expect(try Fixtures.json(json.error)?["code"] as? Int == 14)
  }

  @Test func noAnswerInTimeEndsWithSixtyEight() async throws {
    try await answering(.silence, ["campaign", "get", "12", "--timeout", "1s"]) { ending in
      #expect(ending.status == 68)
      #expect(ending.error.hasPrefix("DEADLINE_EXCEEDED/DEADLINE_EXCEEDED: no answer came within 1s: "))
    }
  }

  @Test func aLostConnectionSaysThatTheOutcomeIsUnknown() async throws {
    try await answering(.cut, ["coupon", "issue", "--campaign", "12"]) { ending in
      #expect(ending.status == 78)
      #expect(ending.error.hasPrefix("UNAVAILABLE/CONNECTION_LOST: "))
    }
  }

  @Test(arguments: [Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), [0, 0, 0, 1, 0, 0, 0, 1, 2, 0, 0xFF]])
  func whatIsNoAnswerEndsWithOne(bytes: [UInt8]) async throws {
    try await answering(.bytes { _ in ByteBuffer(bytes: bytes) }) { ending in
      #expect(ending.status == 1)
      #expect(ending.error.hasPrefix("INTERNAL/MALFORMED_RESPONSE: "))
    }
  }

  @Test func anEmptyAnswerEndsWithOne() async throws {
    try await answering(.message(GetCampaignResponse())) { ending in
      #expect(ending.status == 1)
      #expect(ending.error.hasPrefix("INTERNAL/MALFORMED_RESPONSE: the answer is empty"))
    }
  }

  @Test(arguments: [
    (ServingStatusMessage.serving, Int32(0), "The server serves. (SERVING)\n"),
    (.notServing, 78, "NOT_SERVING\n"), (.unknown, 78, "UNKNOWN\n"),
  ])
  func healthEndsWellOnlyWhenServing(status: ServingStatusMessage, exit: Int32, output: String) async throws {
    try await answering(.message(HealthCheckResponse(status: status)), ["health"]) { ending in
      #expect(ending.status == exit)
      #expect(ending.output == output)
      #expect(ending.error.hasPrefix(exit == 0 ? "" : "UNAVAILABLE/NOT_SERVING: "))
      #expect(ending.error.isEmpty == (exit == 0))
    }
    try await answering(.message(HealthCheckResponse(status: status)), ["health", "--output", "json"]) { ending in
      #expect(ending.status == exit)
      #expect(ending.output == "{\"status\":\"\(status.name ?? "")\"}\n")
    }
  }
}
