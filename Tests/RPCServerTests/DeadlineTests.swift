import CampaignApplication
import CampaignService
import RPCCodec
import Testing
import UseCaseStubs

@testable import RPCServer

@Suite struct DeadlineTests {
  private typealias Held = HeldCalls<IssueInput, IssueOutput>

  private let held = HeldCalls<IssueInput, IssueOutput>()
  private let output = IssueOutput(coupon: Samples.coupon(), alreadyIssued: false)
  private let second: Int64 = 1_000_000_000

  @Test func aCallWhoseTimeIsOverIsRefusedWithoutAskingTheUseCase() throws {
    let connection = try EmbeddedConnection(.issuing(with: held))
    try connection.receive(Wire.issue(1, timeoutNanoseconds: -1), Wire.issue(3, timeoutNanoseconds: .min))
    #expect(try connection.answers().map(\.reason) == ["DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED"])
    #expect(held.seen == 0)
  }

  @Test func aCallWithoutATimeGetsTheServersOwn() throws {
    let connection = try EmbeddedConnection(.issuing(with: held))
    try connection.receive(Wire.issue(1))
    let call = try #require(held.take().first)
    #expect(call.call.deadline == connection.clock.now + .seconds(30))
    connection.advance(by: .seconds(29))
    #expect(try connection.answers().isEmpty)
    connection.advance(by: .seconds(1))
    #expect(try connection.answers().map(\.reason) == ["DEADLINE_EXCEEDED"])
    #expect(!call.call.beginDecision())
  }

  @Test func theTimeOfTheCallCounts() throws {
    let connection = try EmbeddedConnection(.issuing(with: held))
    try connection.receive(
      Wire.issue(1), Wire.issue(3, timeoutNanoseconds: 5 * second), Wire.issue(5, timeoutNanoseconds: 2 * second))
    connection.advance(by: .seconds(2))
    #expect(try connection.answers().map(\.streamID) == [5])
    connection.advance(by: .seconds(3))
    #expect(try connection.answers().map(\.streamID) == [3])
    connection.advance(by: .seconds(25))
    #expect(try connection.answers().map(\.streamID) == [1])
  }

  @Test func aLateCompletionOfAnExpiredCallIsDropped() throws {
    let connection = try EmbeddedConnection(.issuing(with: held))
    try connection.receive(Wire.issue(1, timeoutNanoseconds: second))
    connection.advance(by: .seconds(1))
    #expect(try connection.answers().map(\.reason) == ["DEADLINE_EXCEEDED"])
    // The stream may be used again meanwhile; the old work must not answer the new call.
    try connection.receive(Wire.issue(1, campaignID: 99))
    let calls = held.take()
    calls[0].complete(.failure(.soldOut))
    connection.runLoop()
    #expect(try connection.answers().isEmpty)
    calls[1].complete(.success(output))
    connection.runLoop()
    #expect(try connection.answers().map(\.streamID) == [1])
  }

  @Test func aDecidedCallFinishesAfterItsTime() throws {
    let connection = try EmbeddedConnection(.issuing(with: held))
    try connection.receive(Wire.issue(1, timeoutNanoseconds: second))
    let call = try #require(held.take().first)
    #expect(call.call.beginDecision(at: connection.clock.now))
    connection.advance(by: .seconds(10))
    #expect(try connection.answers().isEmpty)
    call.complete(.success(output))
    connection.runLoop()
    #expect(try connection.answers().map(\.status) == [nil])
  }

  @Test func anExpiredCallKeepsItsSlotUntilItsWorkEnds() throws {
    var configuration = RPCServerConfiguration()
    configuration.maximumCallsPerConnection = 1
    let connection = try EmbeddedConnection(.issuing(with: held), configuration: configuration)
    try connection.receive(Wire.issue(1, timeoutNanoseconds: second), Wire.issue(3))
    connection.advance(by: .seconds(1))
    #expect(try connection.answers().map(\.streamID) == [1])
    #expect(held.seen == 1)
    held.take()[0].complete(.failure(.deadlineExceeded))
    connection.runLoop()
    #expect(held.seen == 2)
    #expect(try connection.answers().isEmpty)
  }

  @Test func theLongestTimeIsTaken() throws {
    let connection = try EmbeddedConnection(.issuing(with: held))
    try connection.receive(Wire.issue(1, timeoutNanoseconds: .max))
    connection.advance(by: .seconds(100_000))
    #expect(try connection.answers().isEmpty)
    held.take()[0].complete(.success(output))
    connection.runLoop()
    #expect(try connection.answers().count == 1)
  }

  @Test func theUseCasesOwnDeadlineAnswerIsTheSame() throws {
    let connection = try EmbeddedConnection(.issuing(with: held))
    try connection.receive(Wire.issue(1))
    held.take()[0].complete(.failure(.deadlineExceeded))
    connection.runLoop()
    let status = try #require(try connection.answers().first?.status)
    #expect(status == ErrorStatusTable.status(for: .timeOver, in: .korean))
  }
}
