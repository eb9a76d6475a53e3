import CampaignDomain
import Testing

@testable import CampaignApplication

@Suite struct LockPatienceTests {
  private let now = ContinuousClock.now
  private func id(_ number: Int64) -> CampaignID { CampaignID(rawValue: number) }

  @Test func ofRowsNobodyKnowsOfHalfTheConnectionsWaitForLong() {
    var patience = LockPatience(limit: 2)
    let first = (1...4).map { patience.begin(id($0), isWarm: false, at: now) }
    #expect(first == [true, true, false, false])
    patience.end(id(1))
    patience.end(id(2))
    patience.end(id(3))
    let next = patience.begin(id(5), isWarm: false, at: now)
    #expect(next)
  }

  @Test func whoSellsWaitsUnlessOthersStandStill() {
    var patience = LockPatience(limit: 2)
    let busy = (1...4).map { patience.begin(id($0), isWarm: true, at: now) }
    #expect(busy == [true, true, true, true], "they are about to end")
    patience.end(id(4))
    let later = now + .milliseconds(200)
    patience.proceed(id(1), at: later)
    patience.proceed(id(2), at: later)
    let afterOne = patience.begin(id(4), isWarm: true, at: later)
    #expect(afterOne, "one group alone is slow")
    patience.end(id(4))
    let muchLater = later + .milliseconds(200)
    let afterAll = patience.begin(id(4), isWarm: true, at: muchLater)
    #expect(!afterAll)
  }
}
