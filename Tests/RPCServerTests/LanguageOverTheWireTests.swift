import CampaignApplication
import CampaignDomain
import CampaignService
import NIOCore
import RPCCodec
import Testing
import UseCaseStubs

@testable import RPCServer

/// Refusals speak the language that the call asked for, wherever they are made.
@Suite struct LanguageOverTheWireTests {
  private let held = HeldCalls<IssueInput, IssueOutput>()

  /// The locale of each answer's one sentence.
  private func locales(_ connection: EmbeddedConnection) throws -> [String] {
    try connection.answers().flatMap { answer in
      (answer.status?.details ?? []).compactMap { detail in
        guard case .localizedMessage(let text) = detail else { return nil }
        return text.locale
      }
    }
  }

  @Test func refusalsThatManyGetAreInTheCallersLanguage() throws {
    let errors: [UseCaseError] = [
      .soldOut, .campaignNotStarted(startTime: Samples.startTime, timeLeft: .seconds(1)), .userLimitReached(limit: 2),
    ]
    let useCase = StubUseCase<IssueInput, IssueOutput>(answering: { .failure(errors[Int($0.campaignID.rawValue)]) })
    let connection = try EmbeddedConnection(.issuing(with: useCase))
    for index in errors.indices {
      for language in ["en", "ko", "en-US, ko;q=0.5", nil] {
        try connection.receive(Wire.issue(1, campaignID: Int64(index), language: language))
      }
      #expect(try locales(connection) == ["en", "ko", "en", "ko"])
    }
  }

  @Test func memoryRefusesInTheCallersLanguage() throws {
    var useCases = CampaignUseCases.issuing(with: held)
    useCases.refusalMemory = RefusingMemory()
    let connection = try EmbeddedConnection(useCases)
    try connection.receive(Wire.issue(1, language: "en"), Wire.issue(3))
    #expect(try locales(connection) == ["en", "ko"])
    #expect(held.seen == 0)
  }

  @Test func answersThatComeLaterAreInTheCallersLanguage() throws {
    let connection = try EmbeddedConnection(.issuing(with: held))
    try connection.receive(
      Wire.issue(1, language: "en"), Wire.issue(3), Wire.issue(5, timeoutNanoseconds: 1_000_000_000, language: "en"))
    let calls = held.take()
    for call in calls.prefix(2) { call.complete(.failure(.soldOut)) }
    connection.runLoop()
    #expect(try locales(connection) == ["en", "ko"])
    connection.advance(by: .seconds(1))
    #expect(try locales(connection) == ["en"])
    try connection.receive(Wire.issue(7, language: "en"))
    connection.beginDrain()
    connection.endDrain()
    #expect(try locales(connection) == ["en"])
  }

  @Test func whatReachesNoMethodIsToldInTheCallersLanguage() throws {
    let connection = try EmbeddedConnection(.stubs())
    let nothing = MethodName(service: MethodName.campaignService, method: "Nothing")
    try connection.receive(
      Wire.request(1, nothing, IssueCouponRequest(), language: "en"),
      Wire.issue(3, timeoutNanoseconds: -1, language: "en"))
    #expect(try locales(connection) == ["en", "en"])
  }

  private final class RefusingMemory: RefusalMemory {
    func screen(
      by id: CampaignID, userID: UnsafeRawBufferPointer, idempotencyKey: UnsafeRawBufferPointer,
      at now: ContinuousClock.Instant
    ) -> IssueScreening {
      .refused(.soldOut)
    }
  }
}
