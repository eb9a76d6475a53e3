import NIOCore
import Testing

@testable import LoadSending

struct InFlightRequestsTests {
  private func time(_ seconds: UInt64) -> NIODeadline { .uptimeNanoseconds(seconds * 1_000_000_000) }

  private func request(_ number: UInt64) -> InFlightRequest { InFlightRequest(number: number, planned: time(0)) }

  /// The id that a request is sent under.
  private func begin(
    _ number: UInt64, deadline seconds: UInt64, in calls: inout InFlightRequests
  ) throws -> UInt32 {
    let id = calls.begin(request(number), deadline: time(seconds))
    return try #require(id)
  }

  @Test func idsAreOddAndGrowAndAnswersFindTheirRequestsInAnyOrder() throws {
    var calls = InFlightRequests(maximumWaiting: 1_000)
    let ids = try (0..<200).map { try begin($0, deadline: 1, in: &calls) }
    #expect(ids == (0..<200).map { $0 * 2 + 1 })
    #expect(calls.waiting == 200)
    for index in (0..<200).shuffled() {
      #expect(calls.end(streamID: ids[index]) == .request(request(UInt64(index))))
    }
    #expect(calls.waiting == 0 && calls.firstDeadline == nil)
  }

  @Test func anAnswerThatNobodyAskedForIsNone() throws {
    var calls = InFlightRequests(maximumWaiting: 10)
    #expect(calls.end(streamID: 1) == .none)
    let id = try begin(0, deadline: 1, in: &calls)
    #expect(calls.end(streamID: id + 2) == .none && calls.end(streamID: 0) == .none && calls.end(streamID: 2) == .none)
    #expect(calls.end(streamID: id) == .request(request(0)))
    #expect(calls.end(streamID: id) == .none)
  }

  @Test func requestsExpireInTheOrderOfSendingAndTheirAnswersAreExpected() throws {
    var calls = InFlightRequests(maximumWaiting: 10)
    let ids = try (0..<4).map { try begin($0, deadline: $0 + 1, in: &calls) }
    #expect(calls.end(streamID: ids[1]) == .request(request(1)))
    #expect(calls.firstDeadline == time(1))
    #expect(calls.takeExpired(now: time(3)) == request(0))
    #expect(calls.takeExpired(now: time(3)) == request(2))
    #expect(calls.takeExpired(now: time(3)) == nil)
    #expect(calls.waiting == 1 && calls.firstDeadline == time(4))
    #expect(calls.end(streamID: ids[0]) == .abandoned && calls.end(streamID: ids[0]) == .none)
    #expect(calls.end(streamID: ids[3]) == .request(request(3)))
    #expect(calls.end(streamID: ids[2]) == .abandoned)
  }

  @Test func aFullConnectionTakesNoMore() throws {
    var calls = InFlightRequests(maximumWaiting: 2)
    let id = try begin(0, deadline: 1, in: &calls)
    _ = calls.begin(request(1), deadline: time(1))
    #expect(!calls.hasRoom && calls.begin(request(2), deadline: time(1)) == nil)
    _ = calls.end(streamID: id)
    #expect(calls.begin(request(2), deadline: time(1)) != nil)
  }

  @Test func aServerThatNeverAnswersIsStuck() {
    var calls = InFlightRequests(maximumWaiting: 2)
    for number in 0..<2 as Range<UInt64> {
      #expect(!calls.isStuck)
      _ = calls.begin(request(number), deadline: time(1))
      #expect(calls.takeExpired(now: time(1)) == request(number))
    }
    #expect(calls.isStuck)
  }

  @Test func manyTurnsOfTheRingLoseNothing() throws {
    var calls = InFlightRequests(maximumWaiting: 1_000)
    var waiting: [(id: UInt32, number: UInt64)] = []
    var generator = SystemRandomNumberGenerator()
    for number in 0..<20_000 as Range<UInt64> {
      waiting.append((try begin(number, deadline: number, in: &calls), number))
      // The first request stays unanswered for long, so that the ring has to grow around it.
      while waiting.count > 300 {
        let index = Int.random(in: 1..<waiting.count, using: &generator)
        let (id, number) = waiting.remove(at: index)
        #expect(calls.end(streamID: id) == .request(request(number)))
      }
    }
    #expect(calls.waiting == waiting.count && calls.takeFirst() == request(0))
    #expect(
      Set((1..<waiting.count).compactMap { _ in calls.takeFirst()?.number }) == Set(waiting.dropFirst().map(\.number)))
  }
}
