import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// Calls that are held when nobody can vouch for them any more.
@Suite struct IssueEngineLossTests {
  private static let notDurable = UseCaseError.databaseUnavailable(retryAfter: .milliseconds(500))

  private let gate = ScriptedGate()

  private func lose(byDelay: Bool) {
    #expect(gate.sendMarker())
    if byDelay { gate.delayMarker() } else { gate.loseConnection() }
  }

  @Test(arguments: [true, false]) func couponsAreUnknownAndAllElseMayBeAskedAgain(byDelay: Bool) {
    let stage = IssueStage([.sample(total: 2, perUserLimit: 1)], gate: gate)
    for (call, user) in ["a", "b", "a", "c"].enumerated() { stage.enter(call, user: user) }
    stage.database.serveAll()
    lose(byDelay: byDelay)
    #expect(stage.failures(of: 0..<4) == [.outcomeUnknown, .outcomeUnknown, Self.notDurable, Self.notDurable])
    #expect(stage.answers.answeredCalls == [0, 1, 2, 3])
  }

  @Test func whatIsKnownOfHoldersIsForgotten() {
    let stage = IssueStage([.sample(perUserLimit: 1)], gate: gate)
    for call in 0..<2 { stage.enter(call, user: "a-\(call)") }
    stage.database.serveAll()
    gate.loseConnection()
    stage.enter(2, user: "b")
    stage.database.serveAll()
    let query = stage.session.script { $0.lockRequests.last }
    #expect(query?.users.map(\.text) == ["b"] && query?.holdersFrom == 0, "nobody is surely without a coupon")
    #expect(stage.sequences(of: 2..<3) == [3])
  }

  @Test func whatIsKnownOfHoldersIsForgottenBySharedTransactionsToo() {
    let ids = (1...2).map { CampaignID(rawValue: $0) }
    let stage = IssueStage(ids.map { .sample(id: $0, perUserLimit: 1) }, gate: gate)
    for (call, id) in ids.enumerated() {
      stage.enter(call, campaign: id, user: "a")
      stage.database.serveAll()
    }
    gate.loseConnection()
    for (call, id) in ids.enumerated() { stage.enter(2 + call, campaign: id, user: "b") }
    stage.database.serveAll()
    let queries = stage.session.script { $0.sharedQueries.last }
    #expect(queries?.map { $0.users.map(\.text) } == [["b"], ["b"]])
  }

  @Test func whileAMarkerIsLateNobodyIsServedAndAfterwardsEverybody() {
    let stage = IssueStage(gate: gate)
    for call in 0..<2 { stage.enter(call) }
    stage.database.serveAll()
    lose(byDelay: true)
    let steps = stage.session.steps
    for call in 2..<4 {
      stage.enter(call)
      stage.database.serveAll()
    }
    #expect(stage.failures(of: 2..<4) == [Self.notDurable, Self.notDurable] && stage.session.steps == steps)
    gate.returnMarker()
    for call in 4..<6 { stage.enter(call) }
    stage.database.serveAll()
    #expect(gate.sendMarker() && gate.returnMarker())
    #expect(stage.sequences(of: 4..<6) == [3, 4])
  }

  @Test func thoseWhoWaitBehindTooManyHeldHearOfALateMarkerToo() {
    let stage = IssueStage(configuration: .init(maximumGroupSize: 1), gate: gate)
    for call in 0..<8 { stage.enter(call) }
    stage.database.serveAll()
    let count = stage.session.script { $0.coupons.count }
    lose(byDelay: true)
    stage.database.serveAll()
    #expect(stage.failures(of: 0..<count) == Array(repeating: .outcomeUnknown, count: count))
    #expect(stage.failures(of: count..<8) == Array(repeating: Self.notDurable, count: 8 - count))
    #expect(stage.answers.answeredCalls.count == 8 && stage.database.waitingCount == 0)
  }

  @Test func aGroupThatEndsWhileAMarkerIsLateIsTheLastOnItsConnection() {
    let stage = IssueStage(configuration: .init(maximumGroupSize: 2), gate: gate)
    for call in 0..<2 { stage.enter(call) }
    stage.database.serveAll()
    #expect(gate.sendMarker())
    stage.session.script { script in
      script.hooks[.lock] = { [gate] in gate.delayMarker() }
    }
    for call in 2..<8 { stage.enter(call) }
    stage.database.serveAll()
    // The gate was late before the commit was sent: that is durable when it is answered.
    #expect(stage.session.script { $0.releases } == [.early, .whenDurable])
    #expect(stage.session.steps.suffix(2) == [.lock, .commit] && stage.sequences(of: 2..<4) == [3, 4])
    #expect(stage.failures(of: 4..<8) == Array(repeating: Self.notDurable, count: 4))
  }

  @Test func aSharedTransactionThatEndsWhileAMarkerIsLateIsTheLastOnItsConnection() {
    let ids = (1...3).map { CampaignID(rawValue: $0) }
    let stage = IssueStage(ids.map { .sample(id: $0) }, gate: gate)
    for (call, id) in (ids + ids.suffix(1)).enumerated() {
      stage.enter(call, campaign: id)
      if call < 2 { stage.database.serveAll() }
    }
    stage.database.serveAll()
    #expect(gate.sendMarker(), "those of the last campaign are held")
    stage.session.script { script in
      script.hooks[.lockFree] = { [gate, unowned stage] in
        for call in 6..<8 { stage.enter(call, campaign: ids[call - 6]) }
        gate.delayMarker()
      }
    }
    for call in 4..<6 { stage.enter(call, campaign: ids[call - 4]) }
    stage.database.serveAll()
    #expect(stage.session.steps.count { $0 == .lockFree } == 1 && stage.sequences(of: 4..<6) == [2, 2])
    #expect(stage.failures(of: 6..<8) == [Self.notDurable, Self.notDurable])
  }

  @Test func withoutAConnectionOfTheGateGroupsAreDurableWhenTheyAreAnswered() {
    let stage = IssueStage([.sample(total: 2)], gate: gate)
    gate.disconnect()
    for call in 0..<3 { stage.enter(call) }
    stage.database.serveAll()
    #expect(stage.sequences(of: 0..<3) == [1, 2, nil] && stage.failures(of: 2..<3) == [.soldOut])
    stage.enter(3)
    stage.database.serveAll()
    #expect(stage.failures(of: 3..<4) == [.soldOut])
  }

  @Test func whatACommitSavedWhoseEpochIsOverIsNotTold() {
    let stage = IssueStage([.sample(.scheduled)], gate: gate)
    for call in 0..<2 { stage.enter(call) }
    // The commit was sent in an epoch that is over when it is back.
    stage.session.script { script in
      script.hooks[.commit] = { [gate] in gate.loseConnection() }
    }
    stage.database.serveAll()
    #expect(stage.failures(of: 0..<2) == [.outcomeUnknown, .outcomeUnknown])
    #expect(stage.changes.all.isEmpty && !gate.sendMarker())
  }

  @Test func whatMemoryKnowsOfALostCampaignIsForgotten() {
    let paused = Campaign.sample(.paused)
    let stage = IssueStage([paused], gate: gate, remembers: true)
    stage.memory?.saw(paused, at: .start)
    #expect(gate.sendMarker() && gate.returnMarker())
    gate.loseConnection()
    #expect(stage.memory?.isStandstill(.sample, at: .now) == true, "it was durable")
    stage.issueCoupon.execute(
      .init(campaignID: .sample, passedMemory: true), call: Call(), completion: stage.answers.completion(of: 0))
    stage.database.serveAll()
    gate.loseConnection()
    #expect(stage.failures(of: 0..<1) == [Self.notDurable])
    #expect(stage.memory?.isStandstill(.sample, at: .now) == false)
  }
}
