import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// Waiting for the ends of requests, step by step under a clock that the test sets.
@Suite struct RequestWaitingTests {
  private typealias Waiting = RequestWaiting<String>
  private typealias Samples = SampleRequests

  private let start = ContinuousClock.now

  private func waiting(_ limits: WaitCouponRequest.Configuration = .init()) -> Waiting {
    Waiting(limits, at: start)
  }

  private func at(_ milliseconds: Int64) -> ContinuousClock.Instant { start + .milliseconds(milliseconds) }

  /// The answers as `name: status`.
  private func texts(_ answers: [Waiting.Answer]) -> [String] {
    answers.map { name, result in
      switch result {
      case .success(let view): view.status.isEnd ? "\(name): ended" : "\(name): requested"
      case .failure(let error): "\(name): \(error)"
      }
    }
  }

  private func step(_ waiting: inout Waiting, _ milliseconds: Int64, over: Set<String> = []) -> (
    answers: [String], step: Waiting.Step
  ) {
    let (answers, step) = waiting.next(at: at(milliseconds), isOver: over.contains)
    return (texts(answers), step)
  }

  /// A caller whose request was read and stands in line.
  private func inLine(ticket: Int64 = 5, time: Int64 = 10_000) -> Waiting {
    var waiting = waiting()
    #expect(waiting.enter("ann", for: Samples.id(1), deadline: at(time), at: start) == .startDriver)
    #expect(step(&waiting, 0).step == .readRequests([Samples.id(1)]))
    #expect(waiting.deliver(requests: .success([Samples.found(1, ticket: ticket)]), at: start).isEmpty)
    return waiting
  }

  @Test func aRequestThatHasEndedIsAnsweredByTheFirstReading() {
    var waiting = waiting()
    _ = waiting.enter("ann", for: Samples.id(1), deadline: nil, at: start)
    #expect(step(&waiting, 0).step == .readRequests([Samples.id(1)]))
    let answers = waiting.deliver(
      requests: .success([Samples.found(1, ticket: 1, .failed(.soldOut), served: 1)]), at: start)
    #expect(texts(answers) == ["ann: ended"])
    #expect(step(&waiting, 1).step == .end)
  }

  @Test func anUnknownRequestAndAFaultOfARowAreToldToTheirCallersAlone() {
    var waiting = waiting()
    for (name, number) in [("ann", 1), ("bob", 2), ("cho", 3)] as [(String, UInt64)] {
      _ = waiting.enter(name, for: Samples.id(number), deadline: nil, at: start)
    }
    _ = step(&waiting, 0)
    let answers = waiting.deliver(
      requests: .success([.fault(Samples.id(2), "broken"), Samples.found(3, ticket: 3)]), at: start)
    #expect(
      texts(answers).sorted() == [
        "ann: \(UseCaseError.requestNotFound(Samples.id(1).description))",
        "bob: \(UseCaseError.internalFault("broken"))",
      ])
    #expect(waiting.callers.count == 1)
  }

  @Test func aLineIsReadOnceAndOnlyThoseWhoseTicketWasPassedAreReadAgain() {
    var waiting = inLine(ticket: 5)
    _ = waiting.enter("bob", for: Samples.id(2), deadline: nil, at: start)
    #expect(step(&waiting, 1).step == .readRequests([Samples.id(2)]))
    #expect(waiting.deliver(requests: .success([Samples.found(2, ticket: 6)]), at: at(1)).isEmpty)
    #expect(step(&waiting, 250).step == .readLines([.sample]))
    #expect(waiting.deliver(lines: [.sample], .success([.found(Samples.queue(served: 4))]), at: at(251)).isEmpty)
    guard case .sleep = step(&waiting, 252).step else { return #expect(Bool(false), "nobody was passed") }
    #expect(step(&waiting, 500).step == .readLines([.sample]))
    #expect(waiting.deliver(lines: [.sample], .success([.found(Samples.queue(served: 5))]), at: at(501)).isEmpty)
    #expect(step(&waiting, 502).step == .readRequests([Samples.id(1)]))
    let answers = waiting.deliver(
      requests: .success([Samples.found(1, ticket: 5, .completed(Samples.coupon(1)), served: 5)]), at: at(503))
    #expect(texts(answers) == ["ann: ended"])
    #expect(step(&waiting, 750).step == .readLines([.sample]), "bob still waits")
  }

  @Test func linesOfSeveralCampaignsAreReadTogether() {
    var waiting = waiting()
    let campaigns = (1...3).map { CampaignID(rawValue: $0) }
    for (number, _) in campaigns.enumerated() {
      _ = waiting.enter("\(number)", for: Samples.id(UInt64(number)), deadline: nil, at: start)
    }
    _ = step(&waiting, 0)
    let rows = campaigns.enumerated().map { Samples.found(UInt64($0), ticket: 9, in: $1) }
    #expect(waiting.deliver(requests: .success(rows), at: start).isEmpty)
    guard case .readLines(let asked) = step(&waiting, 250).step else { return #expect(Bool(false)) }
    #expect(Set(asked) == Set(campaigns))
    // A line that is gone has its entries read, a broken one is told to its own callers.
    let answers = waiting.deliver(
      lines: asked, .success([.found(Samples.queue(campaigns[0], served: 0)), .fault(campaigns[1], "broken")]),
      at: at(251))
    #expect(texts(answers) == ["1: \(UseCaseError.internalFault("broken"))"])
    #expect(step(&waiting, 252).step == .readRequests([Samples.id(2)]))
  }

  @Test func anEntryThatIsSetAsideIsReadWithEachLook() {
    var waiting = waiting()
    _ = waiting.enter("ann", for: Samples.id(1), deadline: nil, at: start)
    _ = step(&waiting, 0)
    let aside = Samples.found(1, ticket: 1, .setAside(nextAttemptTime: .end), served: 3)
    #expect(waiting.deliver(requests: .success([aside]), at: start).isEmpty)
    for time in [250, 500] as [Int64] {
      guard case .sleep = step(&waiting, time - 1).step else { return #expect(Bool(false), "too early") }
      #expect(step(&waiting, time).step == .readRequests([Samples.id(1)]))
      #expect(waiting.deliver(requests: .success([aside]), at: at(time)).isEmpty)
    }
  }

  @Test func whoHasHalfASecondLeftIsAnsweredAsTheRequestStands() {
    var waiting = inLine(time: 2_000)
    #expect(step(&waiting, 1_450).answers.isEmpty)
    #expect(step(&waiting, 1_500).answers == ["ann: requested"])
    #expect(step(&waiting, 1_501).step == .end)
  }

  @Test func aCallWithLessTimeIsAnsweredByTheFirstReading() {
    var waiting = waiting()
    _ = waiting.enter("ann", for: Samples.id(1), deadline: at(300), at: start)
    let first = step(&waiting, 0)
    #expect(first.answers.isEmpty && first.step == .readRequests([Samples.id(1)]))
    #expect(texts(waiting.deliver(requests: .success([Samples.found(1, ticket: 5)]), at: at(1))) == ["ann: requested"])
  }

  @Test func withoutTheDatabaseWhoWasSeenIsAnsweredSoAndTheOthersHearOfIt() {
    var waiting = inLine(time: 2_000)
    _ = waiting.enter("bob", for: Samples.id(2), deadline: at(3_000), at: at(10))
    #expect(step(&waiting, 10).step == .readRequests([Samples.id(2)]))
    let failure = RepositoryError.unavailable(retryAfter: .seconds(1))
    #expect(waiting.deliver(requests: .failure(failure), at: at(20)).isEmpty)
    // Nothing is asked before the next look's time, and bob's request is not forgotten.
    #expect(step(&waiting, 21).step == .sleep(until: at(270)))
    #expect(step(&waiting, 270).step == .readLines([.sample]))
    #expect(waiting.deliver(lines: [.sample], .failure(failure), at: at(271)).isEmpty)
    #expect(step(&waiting, 1_500).answers == ["ann: requested"])
    let last = step(&waiting, 2_500)
    #expect(last.answers == ["bob: \(UseCaseError.databaseUnavailable(retryAfter: .seconds(1)))"])
    #expect(last.step == .end)
  }

  @Test func aDatabaseThatDoesNotAnswerKeepsNobodyBeyondTheirTime() {
    var waiting = inLine(time: 2_000)
    _ = waiting.enter("bob", for: Samples.id(2), deadline: at(2_000), at: at(10))
    #expect(step(&waiting, 10).step == .readRequests([Samples.id(2)]))
    #expect(step(&waiting, 1_500).answers == ["ann: requested"])
    #expect(step(&waiting, 1_900).answers == ["bob: \(UseCaseError.databaseUnavailable(retryAfter: .seconds(1)))"])
    #expect(waiting.deliver(requests: .success([Samples.found(2, ticket: 6)]), at: at(6_000)).isEmpty)
  }

  @Test func whoIsGoneIsDropped() {
    var waiting = inLine()
    let last = step(&waiting, 250, over: ["ann"])
    #expect(last.answers == ["ann: deadlineExceeded"] && last.step == .end)
    #expect(waiting.lines.isEmpty)
  }

  @Test func tooManyAreRefused() {
    var waiting = waiting(.init(capacity: 1))
    #expect(waiting.enter("ann", for: Samples.id(1), deadline: nil, at: start) == .startDriver)
    #expect(waiting.enter("bob", for: Samples.id(1), deadline: nil, at: start) == .refuse)
    _ = step(&waiting, 0)
    _ = waiting.deliver(requests: .success([]), at: start)
    #expect(waiting.enter("bob", for: Samples.id(1), deadline: nil, at: start) == .wakeDriver)
  }

  @Test func oneReadingHasOnlySoManyRequests() {
    var waiting = waiting(.init(pageSize: 2))
    for number in 1...3 as ClosedRange<UInt64> {
      _ = waiting.enter("\(number)", for: Samples.id(number), deadline: nil, at: start)
    }
    guard case .readRequests(let first) = step(&waiting, 0).step else { return #expect(Bool(false)) }
    #expect(Set(first) == [Samples.id(1), Samples.id(2)])
    guard case .sleep = step(&waiting, 1).step else { return #expect(Bool(false), "one reading at a time") }
    _ = waiting.deliver(requests: .success([]), at: at(2))
    #expect(step(&waiting, 3).step == .readRequests([Samples.id(3)]))
  }

  @Test func aDrainAnswersWhoWasSeenAtOnceAndTheOthersWhenTheyAre() {
    var waiting = inLine()
    _ = waiting.enter("bob", for: Samples.id(2), deadline: nil, at: at(1))
    #expect(texts(waiting.beginDrain()) == ["ann: requested"])
    #expect(step(&waiting, 2).step == .readRequests([Samples.id(2)]))
    #expect(texts(waiting.deliver(requests: .success([Samples.found(2, ticket: 6)]), at: at(3))) == ["bob: requested"])
    #expect(step(&waiting, 4).step == .end)
  }

  @Test func aDrainWithoutTheDatabaseEndsToo() {
    var waiting = waiting()
    _ = waiting.enter("bob", for: Samples.id(2), deadline: nil, at: start)
    _ = step(&waiting, 0)
    #expect(waiting.beginDrain().isEmpty)
    let answers = waiting.deliver(requests: .failure(.busy(retryAfter: .seconds(1))), at: at(3))
    #expect(texts(answers) == ["bob: \(UseCaseError.overloaded(retryAfter: .seconds(1)))"])
  }

  @Test func nothingIsKeptOfThoseWhoCameAndWent() {
    var waiting = waiting()
    for round in 0..<100 as Range<UInt64> {
      _ = waiting.enter("\(round)", for: Samples.id(round), deadline: nil, at: at(Int64(round)))
      _ = step(&waiting, Int64(round))
      _ = waiting.deliver(requests: .success([]), at: at(Int64(round)))
    }
    #expect(waiting.callers.isEmpty && waiting.lines.isEmpty && waiting.unread.isEmpty)
  }
}
