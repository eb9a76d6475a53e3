import CampaignDomain
import ScriptedStorage
import Synchronization
import Testing

@testable import CampaignApplication

/// The use case on a scripted storage: one Task drives whoever waits.
@Suite(.timeLimit(.minutes(1))) struct WaitCouponRequestTests {
  private typealias Samples = SampleRequests

  private let session = ScriptedSession()
  private let quick = WaitCouponRequest.Configuration(
    lookInterval: .milliseconds(5), margin: .milliseconds(10), lastMargin: .milliseconds(5))

  private func useCase(
    _ configuration: WaitCouponRequest.Configuration? = nil, observer: (any RequestWaitObserver)? = nil
  ) -> WaitCouponRequest {
    session.script {
      $0.couponRequests.queues[.sample] = Samples.queue(served: 0)
      $0.couponRequests.entries = (1...9).map { Samples.entry(UInt64($0), ticket: Int64($0)) }
    }
    return WaitCouponRequest(
      database: ThreadedDatabase(session), configuration: configuration ?? quick, observer: observer)
  }

  private func input(_ number: UInt64) -> WaitCouponRequest.Input { .init(requestID: Samples.id(number).description) }

  @Test func garbageIsAFaultOfTheFieldAndAsksNobody() async {
    let useCase = useCase()
    for text in ["", "x", Samples.id(1).description + "0"] {
      await #expect(throws: UseCaseError.self) { try await useCase.execute(.init(requestID: text)) }
    }
    #expect(session.steps.isEmpty)
  }

  @Test func theEndIsToldWhenTheTicketWasPassed() async throws {
    let useCase = useCase()
    async let view = useCase.execute(input(3))
    session.script { script in
      script.hooks[.lines] = { [session] in
        session.script {
          $0.couponRequests.queues[.sample] = Samples.queue(served: 3)
          $0.couponRequests.entries[2] = Samples.entry(3, ticket: 3, .completed(Samples.coupon(3)))
        }
      }
    }
    #expect(try await view.status == .completed(Samples.coupon(3)))
    #expect(session.script { $0.couponRequests.askedLines.allSatisfy { $0 == [.sample] } })
  }

  @Test func whatHasNotEndedIsToldBeforeTheTimeIsOverAndCounted() async throws {
    let counts = WaitCounts()
    var configuration = quick
    configuration.margin = .milliseconds(59_900)
    let useCase = useCase(configuration, observer: counts)
    let call = Call(deadline: .now + .seconds(60))
    let view = try await useCase.execute(input(3), call: call)
    #expect(!view.status.isEnd)
    #expect(!call.isOver())
    #expect(counts.all == ["0 ended, 1 requested"])
  }

  @Test func manyWaitersOfALineShareItsLook() async throws {
    var configuration = quick
    configuration.margin = .milliseconds(59_700)
    let useCase = useCase(configuration)
    let call = Call(deadline: .now + .seconds(60))
    try await withThrowingTaskGroup { group in
      for number in 1...9 as ClosedRange<UInt64> {
        group.addTask { try await useCase.execute(input(number), call: call) }
      }
      for try await view in group { #expect(!view.status.isEnd) }
    }
    #expect(session.script { $0.couponRequests.askedLines.allSatisfy { $0 == [.sample] } })
    // Each was read by itself once: nobody's ticket was passed.
    #expect(session.script { $0.couponRequests.askedRequests.joined().count } == 9)
  }

  @Test func whenTheServerStopsEverybodyIsAnswered() async throws {
    let useCase = useCase(.init())
    async let view = useCase.execute(input(3))
    while session.script({ $0.couponRequests.askedRequests.isEmpty }) { await Task.yield() }
    useCase.endWaiting()
    #expect(try await !view.status.isEnd)
    #expect(try await !useCase.execute(input(4)).status.isEnd, "whoever comes later is read once")
  }

  @Test func anotherDriverBeginsWhenTheFirstHasEnded() async throws {
    let useCase = useCase()
    session.script { $0.couponRequests.entries[0] = Samples.entry(1, ticket: 1, .failed(.soldOut)) }
    for _ in 0..<50 {
      #expect(try await useCase.execute(input(1)).status == .failed(.soldOut))
    }
  }

  @Test func withoutAnAnswerOfTheDatabaseItsErrorIsTold() async throws {
    var configuration = quick
    configuration.margin = .milliseconds(59_900)
    let useCase = useCase(configuration)
    session.script {
      $0.failures[.requests] = Array(repeating: .unavailable(retryAfter: .milliseconds(7)), count: 100_000)
    }
    await #expect(throws: UseCaseError.databaseUnavailable(retryAfter: .milliseconds(7))) {
      try await useCase.execute(input(3), call: Call(deadline: .now + .seconds(60)))
    }
  }
}

/// Keeps what an observer was told.
private final class WaitCounts: RequestWaitObserver {
  private let kept = Mutex<[String]>([])
  var all: [String] { kept.withLock { $0 } }
  func answered(ended: Int, stillRequested: Int) {
    kept.withLock { $0.append("\(ended) ended, \(stillRequested) requested") }
  }
}
