import CampaignApplication
import CampaignDomain
import RPCCodec
import Testing

@testable import RPCServer

@Suite struct ErrorStatusTableTests {
  @Test func everyStatusHasReasonDomainAndKoreanMessage() throws {
    for row in ContractRow.all {
      let status = ErrorStatusTable.status(for: row.error)
      #expect(status.code == row.code)
      guard case .errorInfo(let reason, let domain, let metadata)? = status.details.first else {
        Issue.record("no ErrorInfo in \(status)")
        continue
      }
      #expect(reason == row.reason)
      #expect(domain == "campaign.v1")
      #expect(metadata["http_status"] == "\(row.httpStatus)")
      #expect(
        status.details.contains { if case .localizedMessage("ko", let text) = $0 { !text.isEmpty } else { false } })
      #expect(!status.message.isEmpty)
      #expect((status.retryDelay != nil) == row.mayRetry)
    }
  }

  @Test(arguments: [
    (UseCaseError.campaignNotFound(CampaignID(rawValue: 1)), "캠페인이 존재하지 않음"),
    (.campaignNotStarted(startTime: Samples.startTime, timeLeft: .zero), "캠페인이 아직 시작되지 않음"),
    (.soldOut, "잔여 쿠폰 없음"),
  ])
  func theSeedsSentencesAreKept(error: UseCaseError, sentence: String) {
    #expect(ErrorStatusTable.status(for: .useCase(error)).localizedMessage == sentence)
  }

  @Test func notStartedTellsWhenAndHowLong() {
    let status = ErrorStatusTable.status(
      for: .useCase(.campaignNotStarted(startTime: Samples.startTime, timeLeft: .milliseconds(1_500))))
    #expect(status.retryDelay == .milliseconds(1_500))
    guard case .errorInfo(_, _, let metadata)? = status.details.first else {
      Issue.record("no ErrorInfo")
      return
    }
    #expect(metadata["start_time"] == Samples.startTime.rfc3339)
  }

  @Test func whatNeverStartsNamesNoTime() {
    let status = ErrorStatusTable.status(for: .useCase(.campaignNeverStarts))
    #expect(status.retryDelay == nil)
    guard case .errorInfo(_, _, let metadata)? = status.details.first else {
      Issue.record("no ErrorInfo")
      return
    }
    #expect(metadata == ["http_status": "409"])
    #expect(CampaignMessage(Samples.campaign(startTime: nil)).startTime == nil)
  }

  @Test func aRetryDelayIsNeverNegative() {
    let status = ErrorStatusTable.status(
      for: .useCase(.campaignNotStarted(startTime: Samples.startTime, timeLeft: .seconds(-1))))
    #expect(status.retryDelay == .zero)
  }

  @Test func faultsOfFieldsAreNamedUpToABound() {
    let faults = (0..<1_000).map { FieldFault(field: "field_\($0)", description: "is wrong") }
    let status = ErrorStatusTable.status(for: .useCase(.invalidField(faults)))
    #expect(status.fieldViolations.first == FieldViolation(field: "field_0", description: "is wrong"))
    #expect(status.fieldViolations.count == ErrorStatusTable.maximumFieldViolations)
    #expect(status.message.utf8.count < 2_000)
  }

  @Test func aLongMethodNameIsCut() {
    let name = String(repeating: "x", count: 60_000)
    let status = ErrorStatusTable.status(for: .unknownMethod(service: name, method: name))
    #expect(status.message.utf8.count < 500)
  }

  @Test func noInnerTextLeavesTheServer() {
    let log = CapturedLog()
    let faultLog = FaultLog(logger: log.logger)
    let error = faultLog.withoutInnerText(
      .useCase(.internalFault("password=hunter2")), method: "a/b", peer: "127.0.0.1:1")
    guard case .internalFault(let id) = error else {
      Issue.record("the fault was not replaced: \(error)")
      return
    }
    #expect(id.count == 16)
    #expect(log.lines.count == 1)
    #expect(log.lines[0].contains("hunter2") && log.lines[0].contains(id))
    let status = ErrorStatusTable.status(for: error)
    #expect(status.message.contains(id))
    #expect(!"\(status)".contains("hunter2"))
  }
}
