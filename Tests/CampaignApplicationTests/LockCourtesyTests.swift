import Testing

@testable import CampaignApplication

@Suite struct LockCourtesyTests {
  @Test func oneOfSeventeenTransactionsLeavesAGapForAServerThatWasNeverSeen() {
    var courtesy = LockCourtesy()
    let follows = (0..<51).map { _ in courtesy.mayFollow() }
    #expect(follows == Array(repeating: Array(repeating: true, count: 16) + [false], count: 3).flatMap { $0 })
  }

  @Test func nothingFollowsAtOnceForAWhileAfterAnotherServerIssued() {
    var courtesy = LockCourtesy()
    courtesy.sawOthers()
    #expect((0..<LockCourtesy.wariness).allSatisfy { _ in !courtesy.mayFollow() })
    let mayFollow = courtesy.mayFollow()
    #expect(mayFollow)
  }

  @Test func seeingOthersAgainBeginsTheWhileAnew() {
    var courtesy = LockCourtesy()
    courtesy.sawOthers()
    for _ in 0..<10 { _ = courtesy.mayFollow() }
    courtesy.sawOthers()
    #expect((0..<LockCourtesy.wariness).allSatisfy { _ in !courtesy.mayFollow() })
  }
}
