import CampaignApplication
import CampaignDomain
import RPCCodec
import Testing
import UseCaseStubs

@testable import CampaignService

@Suite struct ErrorStatusTableTests {
  private func status(for error: CallError) -> RPCStatus { ErrorStatusTable.status(for: error, in: .korean) }

  @Test(arguments: Language.allCases) func everyStatusHasReasonDomainAndASentence(language: Language) throws {
    for row in ContractRow.all {
      let status = ErrorStatusTable.status(for: row.error, in: language)
      #expect(status.code == row.code)
      guard case .errorInfo(let info)? = status.details.first else {
        Issue.record("no ErrorInfo in \(status)")
        continue
      }
      #expect(info.reason == row.reason)
      #expect(info.domain == "campaign.v1")
      #expect(info.metadata["http_status"] == "\(row.httpStatus)")
      let sentences = status.details.compactMap { detail -> String? in
        guard case .localizedMessage(let text) = detail, text.locale == language.locale else { return nil }
        return text.message
      }
      let sentence = try #require(sentences.first)
      #expect(sentences.count == 1 && !sentence.isEmpty)
      let isKorean = sentence.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) }
      #expect(isKorean == (language == .korean))
      #expect(status.message == ErrorStatusTable.status(for: row.error, in: .korean).message)
      #expect(!status.message.isEmpty)
      #expect((status.retryDelay != nil) == row.mayRetry)
    }
  }

  /// The sentence is the seed's, to the letter; what the call is about stands behind it.
  @Test(arguments: [
    (UseCaseError.campaignNotFound(CampaignID(rawValue: 12)), "캠페인이 존재하지 않음", " (12)"),
    (
      .campaignNotStarted(startTime: Samples.startTime, timeLeft: .zero), "캠페인이 아직 시작되지 않음",
      " (\(Samples.startTime.rfc3339))"
    ),
    (.campaignNeverStarts, "캠페인이 아직 시작되지 않음", ""), (.soldOut, "잔여 쿠폰 없음", ""),
  ])
  func theSeedsSentencesAreKept(error: UseCaseError, sentence: String, facts: String) {
    #expect(status(for: .useCase(error)).localizedMessage == sentence + facts)
  }

  @Test func theFieldsAtFaultStandBehindTheSentence() {
    let faults = ["name", "user_id"].map { FieldFault(field: $0, description: "is wrong") }
    for language in Language.allCases {
      let status = ErrorStatusTable.status(for: .useCase(.invalidField(faults)), in: language)
      #expect(status.localizedMessage?.hasSuffix(" (name, user_id)") == true)
    }
    #expect(status(for: .internalFault(id: "0a1b")).localizedMessage == "서버 내부 오류 (0a1b)")
  }

  @Test func notStartedTellsWhenAndHowLong() {
    let status = self.status(
      for: .useCase(.campaignNotStarted(startTime: Samples.startTime, timeLeft: .milliseconds(1_500))))
    #expect(status.retryDelay == .milliseconds(1_500))
    guard case .errorInfo(let info)? = status.details.first else {
      Issue.record("no ErrorInfo")
      return
    }
    #expect(info.metadata["start_time"] == Samples.startTime.rfc3339)
  }

  @Test func whatNeverStartsNamesNoTime() {
    let status = self.status(for: .useCase(.campaignNeverStarts))
    #expect(status.retryDelay == nil)
    guard case .errorInfo(let info)? = status.details.first else {
      Issue.record("no ErrorInfo")
      return
    }
    #expect(info.metadata == ["http_status": "409"])
    #expect(CampaignMessage(Samples.campaign(startTime: nil)).startTime == nil)
  }

  @Test func aRetryDelayIsNeverNegative() {
    let status = self.status(
      for: .useCase(.campaignNotStarted(startTime: Samples.startTime, timeLeft: .seconds(-1))))
    #expect(status.retryDelay == .zero)
  }

  @Test func faultsOfFieldsAreNamedUpToABound() {
    let faults = (0..<1_000).map { FieldFault(field: "field_\($0)", description: "is wrong") }
    let status = self.status(for: .useCase(.invalidField(faults)))
    #expect(status.fieldViolations.first == FieldViolation(field: "field_0", description: "is wrong"))
    #expect(status.fieldViolations.count == ErrorStatusTable.maximumFieldViolations)
    #expect(status.message.utf8.count < 2_000)
  }

  @Test func aLongMethodNameIsCut() {
    let name = String(repeating: "x", count: 60_000)
    let status = self.status(for: .unknownMethod(service: name, method: name))
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
    let status = self.status(for: error)
    #expect(status.message.contains(id))
    #expect(!"\(status)".contains("hunter2"))
  }
}
