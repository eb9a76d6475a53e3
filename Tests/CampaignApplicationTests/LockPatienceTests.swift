import CampaignDomain
import Testing

@testable import CampaignApplication

@Suite struct LockPatienceTests {
  private let now = ContinuousClock.now
  private func id(_ number: Int64) -> CampaignID { CampaignID(rawValue: number) }

  @Test func forRowsOfWhichLittleIsKnownHalfTheConnectionsWaitForLong() {
    var patience = LockPatience(limit: 2)
    let first = (1...4).map { patience.begin(id($0), row: .cold, at: now) }
    #expect(first == [true, true, false, false])
    patience.end(id(1))
    patience.end(id(2))
    patience.end(id(3))
    let next = patience.begin(id(5), row: .cold, at: now)
    #expect(next)
  }

  @Test func whoSellsWaitsUnlessOthersStandStill() {
    var patience = LockPatience(limit: 2)
    let busy = (1...4).map { patience.begin(id($0), row: .warm, at: now) }
    #expect(busy == [true, true, true, true], "they are about to end")
    patience.end(id(4))
    let later = now + .milliseconds(200)
    patience.proceed(id(1), at: later)
    patience.proceed(id(2), at: later)
    let afterOne = patience.begin(id(4), row: .warm, at: later)
    #expect(afterOne, "one group alone is slow")
    patience.end(id(4))
    let muchLater = later + .milliseconds(200)
    let afterAll = patience.begin(id(4), row: .warm, at: muchLater)
    #expect(!afterAll)
  }

  @Test func ofNewRowsOneIsWaitedFor() {
    var patience = LockPatience(limit: 2)
    let first = (1...2).map { patience.begin(id($0), row: .new, at: now) }
    #expect(first == [true, false])
    patience.end(id(2))
    patience.end(id(1))
    let next = patience.begin(id(3), row: .new, at: now)
    #expect(next)
  }
}
