import CampaignApplication
import CampaignDomain
import ScriptedStorage
import Testing

/// A campaign whose row somebody holds costs other campaigns no more than it must.
@Suite struct IssueEngineBlockedTests {
  private let ids = (1...3).map { CampaignID(rawValue: $0) }

  private func stage(places: Int = 40, tries: Int = 1) -> IssueStage {
    IssueStage(
      ids.map { .sample(id: $0) },
      configuration: .init(maximumBlockedLanes: places, maximumBlockedTries: tries))
  }

  private func isOverloaded(_ stage: IssueStage, _ call: Int) -> Bool {
    if case .overloaded = stage.answers.failure(of: call) { true } else { false }
  }

  /// The first two campaigns are blocked: a call of each waited for the row in vain.
  private func block(_ stage: IssueStage) {
    for (call, id) in ids.prefix(2).enumerated() {
      stage.session.script { $0.failures[.lock] = [.busy(retryAfter: .seconds(1))] }
      stage.enter(call, campaign: id)
      stage.database.serveAll()
      #expect(isOverloaded(stage, call))
    }
  }

  @Test func whoWaitsBehindABlockedRowHearsOfItWithTheGroupThatTried() {
    let stage = IssueStage(configuration: .init(maximumGroupSize: 2))
    stage.session.script { $0.failures[.lock] = [.busy(retryAfter: .seconds(1))] }
    let late = Call()
    for call in 0..<7 { stage.enter(call, call: call == 6 ? late : Call()) }
    #expect(late.expire())
    stage.database.serveNext()
    #expect(stage.answers.answeredCalls == Array(0..<7))
    #expect((0..<6).allSatisfy { isOverloaded(stage, $0) })
    #expect(stage.failures(of: 6..<7) == [.deadlineExceeded])
    #expect(stage.session.steps == [.lock, .rollback], "the row is waited for once")
    #expect(stage.database.waitingCount == 0)
    stage.enter(7)
    stage.database.serveAll()
    #expect(stage.sequences(of: 7..<8) == [1])
  }

  @Test func blockedCampaignsTryInTurnAndNoneIsRefusedUnasked() {
    let stage = stage()
    block(stage)
    stage.enter(2, campaign: ids[0])
    stage.enter(3, campaign: ids[1])
    #expect(stage.database.waitingCount == 1, "one tries at a time, and keeps no more than one connection")
    stage.enter(4, campaign: ids[2])
    stage.enter(5, campaign: ids[0])
    stage.database.serveAll()
    #expect(stage.sequences(of: 2..<6) == [1, 1, 1, 2])
  }

  @Test func aTryWaitsForTheRowForAMomentAndTheNextGroupAsLongAsEver() {
    let stage = stage()
    block(stage)
    for call in 2..<4 {
      stage.enter(call, campaign: ids[0])
      stage.database.serveAll()
    }
    let waits = stage.session.script { $0.lockRequests.filter { $0.campaignID == ids[0] }.map(\.lockTimeout) }
    #expect(waits == [.milliseconds(100), nil], "the first, which found it held, is not among them")
  }

  @Test func oneThatIsFreeAgainSellsThoughTheOthersStayHeld() {
    let stage = stage()
    block(stage)
    stage.session.script { $0.heldRows = [ids[0]] }
    for call in 2..<6 { stage.enter(call, campaign: ids[0]) }
    stage.enter(6, campaign: ids[1])
    stage.database.serveAll()
    #expect((2..<6).allSatisfy { isOverloaded(stage, $0) }, "they hear of it with the group that tried")
    #expect(stage.sequences(of: 6..<7) == [1])
    stage.session.script { $0.heldRows = [] }
    stage.enter(7, campaign: ids[0])
    stage.database.serveAll()
    #expect(stage.sequences(of: 7..<8) == [1])
  }

  @Test func moreBlockedCampaignsThanHaveATurnAreRefused() {
    let stage = stage(places: 1)
    block(stage)
    stage.enter(2, campaign: ids[0])
    stage.enter(3, campaign: ids[1])
    #expect(isOverloaded(stage, 3))
    stage.database.serveAll()
    stage.enter(4, campaign: ids[1])
    stage.database.serveAll()
    #expect(stage.sequences(of: 2..<5) == [1, nil, 1], "nobody tries any more: now it may")
  }

  @Test func aTryInWhichNobodyWaitsAnyMoreLeavesTheRowAsItWas() {
    let stage = stage()
    block(stage)
    let late = Call()
    stage.enter(2, campaign: ids[0], call: late)
    #expect(late.expire())
    stage.database.serveAll()
    stage.enter(3, campaign: ids[0])
    stage.database.serveAll()
    #expect(stage.session.script { $0.lockRequests.last?.lockTimeout } == .milliseconds(100))
  }

  @Test func aCampaignThatWasBlockedAndIssuesAgainIsOneLikeOthers() {
    let stage = stage()
    block(stage)
    for (call, id) in [(2, ids[0]), (3, ids[1])] {
      stage.enter(call, campaign: id)
      stage.database.serveAll()
    }
    for call in 4..<6 { stage.enter(call, campaign: ids[call - 4]) }
    #expect(stage.database.waitingCount == 1, "they wait for no turn, and share a connection")
    stage.database.serveAll()
    #expect(stage.session.steps.suffix(2) == [.lockFree, .commitSeveral])
    #expect(stage.sequences(of: 2..<6) == [1, 1, 2, 2])
  }

  @Test func withoutAConnectionATurnGoesToTheNext() {
    let stage = stage()
    block(stage)
    stage.enter(2, campaign: ids[0])
    stage.enter(3, campaign: ids[1])
    stage.database.serveNext(failingWith: .unavailable(retryAfter: .seconds(1)))
    #expect(stage.failures(of: 2..<3) == [.databaseUnavailable(retryAfter: .seconds(1))])
    stage.database.serveAll()
    #expect(stage.sequences(of: 3..<4) == [1])
  }

  @Test func newCampaignsWaitForNoTurn() {
    let stage = stage()
    for (call, id) in ids.enumerated() { stage.enter(call, campaign: id) }
    #expect(stage.database.waitingCount == 3)
    stage.database.serveAll()
    #expect(stage.sequences(of: 0..<3) == [1, 1, 1])
  }

  @Test func newCampaignsTakeTurnsAfterOthersWereHeldUntilOneIsFree() {
    let new = (4...6).map { CampaignID(rawValue: $0) }
    let stage = IssueStage((ids + new).map { .sample(id: $0) }, configuration: .init(maximumBlockedTries: 2))
    block(stage)
    for call in 3..<6 { stage.enter(call, campaign: new[call - 3]) }
    #expect(stage.database.waitingCount <= 2)
    stage.database.serveAll()
    #expect(stage.sequences(of: 3..<6) == [1, 1, 1])
    #expect(stage.database.waitingCount == 0)
  }
}
