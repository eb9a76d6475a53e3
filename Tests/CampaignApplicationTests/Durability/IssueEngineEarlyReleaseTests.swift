import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// Groups that give the campaign's row back before they are durable, and are answered behind a marker.
@Suite struct IssueEngineEarlyReleaseTests {
  private static let refusals: [(Campaign, UseCaseError)] = [
    (.sample(remaining: 0), .soldOut), (.sample(.paused), .campaignPaused), (.sample(.closed), .campaignClosed),
    (
      .sample(.scheduled, startTime: .start.moved(by: 1_000_000)),
      .campaignNotStarted(startTime: .start.moved(by: 1_000_000), timeLeft: .seconds(1))
    ), (.sample(queueOnly: true), .queueOnly),
  ]

  private let gate = ScriptedGate()

  /// A marker is sent and comes back.
  private func passMarker() { #expect(gate.sendMarker() && gate.returnMarker()) }

  @Test func aLoneCallCommitsWhenDurableAndIsAnsweredAtOnce() {
    let stage = IssueStage(gate: gate)
    for call in 0..<2 {
      stage.enter(call)
      stage.database.serveAll()
    }
    #expect(stage.sequences(of: 0..<2) == [1, 2])
    #expect(stage.session.script { $0.releases } == [.whenDurable, .whenDurable] && !gate.sendMarker())
  }

  @Test func aGroupIsAnsweredByAMarkerThatWasSentBehindItAndTheLockDoesNotWait() {
    let stage = IssueStage(gate: gate)
    for call in 0..<2 { stage.enter(call) }
    stage.database.serveAll()
    #expect(stage.answers.answeredCalls.isEmpty && gate.sendMarker())
    for call in 2..<4 { stage.enter(call) }
    stage.database.serveAll()
    #expect(stage.session.campaign()?.lastSequence == 4, "the next group is decided meanwhile")
    #expect(gate.returnMarker() && stage.answers.answeredCalls == [0, 1])
    passMarker()
    #expect(stage.sequences(of: 0..<4) == [1, 2, 3, 4])
    #expect(stage.session.script { $0.releases } == [.early, .early])
  }

  @Test func aLoneCallBehindOthersThatAreHeldDoesNotWaitForTheDiskEither() {
    let stage = IssueStage(gate: gate)
    for call in 0..<2 { stage.enter(call) }
    stage.database.serveAll()
    stage.enter(2)
    stage.database.serveAll()
    passMarker()
    stage.enter(3)
    stage.database.serveAll()
    #expect(stage.session.script { $0.releases } == [.early, .early, .whenDurable])
    #expect(stage.sequences(of: 0..<4) == [1, 2, 3, 4])
  }

  @Test func replaysAndLimitsOfAGroupAreHeldWithIt() {
    let stage = IssueStage([.sample(total: 2, perUserLimit: 1)], gate: gate)
    for (call, user) in ["a", "b", "a", "c"].enumerated() { stage.enter(call, user: user) }
    stage.database.serveAll()
    #expect(stage.answers.answeredCalls.isEmpty)
    passMarker()
    #expect(stage.sequences(of: 0..<4) == [1, 2, 1, nil] && stage.failures(of: 3..<4) == [.soldOut])
  }

  @Test(arguments: Self.refusals) func aRefusalIsHeldUntilItsRowIsKnownToBeDurable(
    campaign: Campaign, error: UseCaseError
  ) {
    let stage = IssueStage([campaign], gate: gate)
    stage.enter(0)
    stage.database.serveAll()
    #expect(stage.answers.answeredCalls.isEmpty, "another server may have made it so a moment ago")
    passMarker()
    stage.enter(1)
    stage.database.serveAll()
    #expect(stage.failures(of: 0..<2) == [error, error])
    #expect(!gate.sendMarker(), "the row is the same")
  }

  @Test func limitsReusedKeysAndReplaysAreHeldUntilTheirRowIsKnownToBeDurable() {
    let stage = IssueStage([.sample(perUserLimit: 2)], gate: gate)
    for (call, key) in ["k", "l"].enumerated() { stage.enter(call, user: "a", key: key) }
    stage.database.serveAll()
    passMarker()
    gate.loseConnection()
    for (call, caller) in [("a", "m"), ("b", "k"), ("a", "l")].enumerated() {
      stage.enter(2 + call, user: caller.0, key: caller.1)
    }
    stage.database.serveAll()
    #expect(stage.answers.answeredCalls.count == 2)
    passMarker()
    #expect(stage.failures(of: 2..<5) == [.userLimitReached(limit: 2), .idempotencyKeyReused, nil])
    #expect(stage.answers.success(of: 4)?.alreadyIssued == true)
    stage.enter(5, user: "a", key: "m")
    stage.database.serveAll()
    #expect(stage.failures(of: 5..<6) == [.userLimitReached(limit: 2)] && !gate.sendMarker())
  }

  @Test func whatWasCommittedSynchronouslyCoversItsRow() {
    let stage = IssueStage([.sample(total: 1)], gate: gate)
    for call in 0..<2 {
      stage.enter(call)
      stage.database.serveAll()
    }
    #expect(stage.sequences(of: 0..<1) == [1] && stage.failures(of: 1..<2) == [.soldOut] && !gate.sendMarker())
  }

  @Test func aLookWithoutTheLockIsHeldToo() {
    let stage = IssueStage([.sample(.paused)], gate: gate, remembers: true)
    stage.memory?.saw(.sample(.paused), at: .start)
    passMarker()
    func look(_ call: Int) {
      stage.issueCoupon.execute(
        .init(campaignID: .sample, passedMemory: true), call: Call(), completion: stage.answers.completion(of: call))
      stage.database.serveAll()
    }
    look(0)
    #expect(stage.session.steps == [.snapshot, .look] && stage.failures(of: 0..<1) == [.campaignPaused])
    gate.loseConnection()
    look(1)
    let steps = stage.session.steps
    #expect(steps.count { $0 == .look } == 2 && !steps.contains(.lock) && stage.answers.answeredCalls == [0])
    passMarker()
    #expect(stage.failures(of: 1..<2) == [.campaignPaused])
  }

  @Test func campaignsThatShareATransactionAreHeldTogether() {
    let ids = (1...3).map { CampaignID(rawValue: $0) }
    let stage = IssueStage(ids.map { .sample(id: $0, total: 2, perUserLimit: 1) }, gate: gate)
    for (call, id) in ids.enumerated() {
      stage.enter(call, campaign: id, user: "first")
      stage.database.serveAll()
    }
    stage.session.script { ($0.steps, $0.releases) = ([], []) }
    for (call, user) in ["second", "first", "second"].enumerated() {
      stage.enter(3 + call, campaign: ids[call], user: user)
    }
    stage.database.serveAll()
    #expect(stage.session.steps == [.lockFree, .commitSeveral] && stage.session.script { $0.releases } == [.early])
    #expect(stage.answers.answeredCalls == [0, 1, 2])
    passMarker()
    #expect(stage.sequences(of: 3..<6) == [2, 1, 2])
    stage.enter(6, campaign: ids[0], user: "late")
    stage.database.serveAll()
    #expect(stage.failures(of: 6..<7) == [.soldOut] && !gate.sendMarker())
  }

  @Test func noMoreThanFourGroupsAreHeldAndTheOneBehindThem() {
    let stage = IssueStage(configuration: .init(maximumGroupSize: 2), gate: gate)
    for call in 0..<30 { stage.enter(call) }
    var decided = 0
    while stage.answers.answeredCalls.count < 30 {
      stage.database.serveAll()
      let count = stage.session.script { $0.coupons.count }
      #expect(count > decided && count - stage.answers.answeredCalls.count <= 10)
      decided = count
      passMarker()
    }
    #expect(stage.sequences(of: 0..<30) == Array(1...30) && stage.database.waitingCount == 0)
  }

  @Test func anOpeningIsToldBehindItsMarker() {
    let stage = IssueStage([.sample(.scheduled)], gate: gate)
    for call in 0..<2 { stage.enter(call) }
    stage.database.serveAll()
    #expect(stage.changes.all.isEmpty)
    passMarker()
    #expect(stage.changes.all == ["7 SCHEDULED->OPEN by issue 0 us late"])
  }

  @Test func aDecidedCallWaitsPastItsDeadlineAndOthersDoNot() {
    let stage = IssueStage(configuration: .init(maximumGroupSize: 1), gate: gate)
    let calls = (0..<6).map { _ in Call() }
    for (number, call) in calls.enumerated() { stage.enter(number, call: call) }
    stage.database.serveAll()
    let expired = calls.map { $0.expire() }
    #expect(expired.count { $0 } == 2 && expired.suffix(2) == [true, true], "four are held")
    while gate.sendMarker() {
      gate.returnMarker()
      stage.database.serveAll()
    }
    #expect(stage.sequences(of: 0..<6) == [1, 2, 3, 4, nil, nil])
    #expect(stage.failures(of: 4..<6) == [.deadlineExceeded, .deadlineExceeded])
  }
}
