import CampaignApplication
import CampaignDomain
import Logging
import Testing

@testable import ProgramConventions

@Suite struct CompensationLogTests {
  private func compensation(_ status: Compensation.Status, error: String? = "500") -> Compensation {
    let time = Timestamp(microsecondsSinceEpoch: 1_795_225_197_000_001)
    return Compensation(
      id: 12, kind: .deliveryReversal, reference: "7/81", payload: #"{"code": "가1"}"#,
      subject: .failure(CompensationFault("none")), status: status, retryCount: 5, maximumRetryCount: 5,
      immediateCount: 3, error: error, createTime: time, lastAttemptTime: time, completeTime: nil,
      nextAttemptTime: nil, token: 1, resolvedBy: "op", resolution: "why", discardTime: nil)
  }

  private func line(_ body: (CompensationLog) -> Void) -> String {
    let written = Written()
    body(
      CompensationLog(
        Logger(label: "l") { label in LineLogHandler(label: label, format: .json, write: written.add) }))
    #expect(written.lines.count == 1)
    return written.lines.first ?? ""
  }

  @Test(arguments: [
    (Compensation.Status.completed, "info", "compensation done"), (.pending, "warning", "compensation not done"),
    (.failed, "critical", "compensation failed"),
  ]) func eachEndIsALine(status: Compensation.Status, level: String, message: String) {
    let line = line { $0.ended(compensation(status)) }
    for part in [
      "\"level\":\"\(level)\"", "\"message\":\"\(message)\"", "\"compensation\":12", "\"reference\":\"7/81\"",
      "\"tries\":8",
    ] { #expect(line.contains(part), "\(line)") }
    #expect(line.contains("\"reason\":\"500\"") == (status != .completed))
    #expect(!line.contains("가1"))
  }

  @Test(arguments: [
    (ResolveCompensation.Resolution.retry, "compensation retried"), (.discard, "compensation discarded"),
  ]) func aDecisionSaysWhoAndWhy(resolution: ResolveCompensation.Resolution, message: String) {
    let line = line { $0.resolved(compensation(.failed), as: resolution) }
    for part in ["\"message\":\"\(message)\"", "\"actor\":\"op\"", "\"reason\":\"why\"", "\"compensation\":12"] {
      #expect(line.contains(part), "\(line)")
    }
  }

  @Test func aRowThatCantBeReadIsAnError() {
    let line = line { $0.unreadable(12, fault: "no time") }
    #expect(line.contains("\"level\":\"error\"") && line.contains("\"reason\":\"no time\""))
  }
}
