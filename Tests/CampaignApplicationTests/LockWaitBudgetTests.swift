import CampaignDomain
import Testing

@testable import CampaignApplication

@Suite struct LockWaitBudgetTests {
  private let now = ContinuousClock.now
  private func id(_ number: Int64) -> CampaignID { CampaignID(rawValue: number) }

  @Test func forRowsOfWhichLittleIsKnownHalfTheConnectionsWaitForLong() {
    var budget = LockWaitBudget(limit: 2)
    let first = (1...4).map { budget.begin(id($0), row: .cold, at: now) }
    #expect(first == [true, true, false, false])
    budget.end(id(1))
    budget.end(id(2))
    budget.end(id(3))
    let next = budget.begin(id(5), row: .cold, at: now)
    #expect(next)
  }

  @Test func whoSellsWaitsUnlessOthersStandStill() {
    var budget = LockWaitBudget(limit: 2)
    let busy = (Int64(1)...4).map { number in
      defer { budget.locked(id(number)) }
      return budget.begin(id(number), row: .warm, at: now)
    }
    #expect(busy == [true, true, true, true], "they are about to end")
    budget.end(id(4))
    let later = now + .milliseconds(200)
    budget.proceed(id(1), at: later)
    budget.proceed(id(2), at: later)
    let afterOne = budget.begin(id(4), row: .warm, at: later)
    #expect(afterOne, "one group alone is slow")
    budget.end(id(4))
    let muchLater = later + .milliseconds(200)
    let afterAll = budget.begin(id(4), row: .warm, at: muchLater)
    #expect(!afterAll)
  }

  @Test func rowsThatSoldAMomentAgoAndAreHeldAtOnceLeaveHalfOfTheConnections() {
    var budget = LockWaitBudget(limit: 2)
    let begun = (1...4).map { budget.begin(id($0), row: .warm, at: now) }
    #expect(begun == [true, true, false, false])
    budget.end(id(3))
    budget.locked(id(1))
    let next = budget.begin(id(5), row: .warm, at: now)
    #expect(!next, "the second and the fourth have no row yet")
    budget.locked(id(4))
    budget.end(id(5))
    let last = budget.begin(id(5), row: .warm, at: now)
    #expect(last)
  }

  @Test func ofNewRowsOneIsWaitedFor() {
    var budget = LockWaitBudget(limit: 2)
    let first = (1...2).map { budget.begin(id($0), row: .new, at: now) }
    #expect(first == [true, false])
    budget.end(id(2))
    budget.end(id(1))
    let next = budget.begin(id(3), row: .new, at: now)
    #expect(next)
  }
}
