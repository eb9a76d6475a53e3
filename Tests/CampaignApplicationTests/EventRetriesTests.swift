import CampaignDomain
import Testing

@testable import CampaignApplication

@Suite struct EventRetriesTests {
  private let start = ContinuousClock.now
  private func id(_ number: Int64) -> CampaignID { CampaignID(rawValue: number) }

  /// The rests of a campaign after each of so many failures.
  private func rests(_ obstacle: EventRetries.Obstacle, failures: Int) -> [Duration] {
    var retries = EventRetries()
    return (0..<failures).map { _ in
      retries.failed(id(1), by: obstacle, at: start)
      return [1, 2, 4, 8, 16, 32, 60, 61].map(Duration.seconds)
        .first { retries.resting(obstacle, at: start + $0).isEmpty } ?? .zero
    }
  }

  @Test func theRestDoublesUpToABound() {
    #expect(rests(.fault, failures: 8) == [1, 2, 4, 8, 16, 32, 60, 60].map(Duration.seconds))
    #expect(rests(.held, failures: 5) == [1, 2, 4, 8, 8].map(Duration.seconds))
  }

  @Test func whoIsSettledRestsNoMore() {
    var retries = EventRetries()
    for _ in 0..<5 { retries.failed(id(1), by: .fault, at: start) }
    retries.forget(id(1))
    #expect(retries.resting(.fault, at: start) == [])
    retries.failed(id(1), by: .fault, at: start)
    #expect(retries.resting(.fault, at: start + .milliseconds(1_001)) == [], "it begins anew")
  }

  @Test func heldOnesAndFaultyOnesRestApart() {
    var retries = EventRetries()
    retries.failed(id(1), by: .held, at: start)
    retries.failed(id(2), by: .fault, at: start)
    #expect(retries.resting(.held, at: start) == [id(1)])
    #expect(retries.resting(.fault, at: start) == [id(2)])
  }

  @Test func aBoundedNumberIsRemembered() {
    var retries = EventRetries()
    for number in 1...Int64(EventRetries.maximumCount + 10) {
      retries.failed(id(number), by: .fault, at: start + .microseconds(number))
    }
    let resting = retries.resting(.fault, at: start)
    #expect(resting.count == EventRetries.maximumCount)
    #expect(!resting.contains(id(10)) && resting.contains(id(11)), "the first goes first")
  }
}
