import Testing

@testable import CampaignApplication

@Suite struct LockFairnessTests {
  @Test func oneOfSeventeenTransactionsLeavesAGapForAServerThatWasNeverSeen() {
    var fairness = LockFairness()
    let follows = (0..<51).map { _ in fairness.mayFollow() }
    #expect(follows == Array(repeating: Array(repeating: true, count: 16) + [false], count: 3).flatMap { $0 })
  }

  @Test func nothingFollowsAtOnceForAWhileAfterAnotherServerIssued() {
    var fairness = LockFairness()
    fairness.sawOthers()
    #expect((0..<LockFairness.wariness).allSatisfy { _ in !fairness.mayFollow() })
    let mayFollow = fairness.mayFollow()
    #expect(mayFollow)
  }

  @Test func seeingOthersAgainBeginsTheWhileAnew() {
    var fairness = LockFairness()
    fairness.sawOthers()
    for _ in 0..<10 { _ = fairness.mayFollow() }
    fairness.sawOthers()
    #expect((0..<LockFairness.wariness).allSatisfy { _ in !fairness.mayFollow() })
  }
}
