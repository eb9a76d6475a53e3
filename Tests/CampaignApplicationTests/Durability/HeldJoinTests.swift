import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// Calls of JoinQueue that are held, and told behind a marker.
@Suite struct HeldJoinTests {
  private static let notDurable = UseCaseError.databaseUnavailable(retryAfter: .milliseconds(500))

  private let gate = ScriptedGate()

  private func passMarker() { #expect(gate.sendMarker() && gate.returnMarker()) }

  /// A stage whose lane knows that the campaign takes newcomers. The first caller was looked for, and then committed
  /// synchronously: that covers the look.
  private func stage(_ limits: JoinLanes<PendingJoin>.Limits = .init()) -> JoinStage {
    let stage = JoinStage(limits: limits, gate: gate)
    stage.enter(-1)
    stage.database.serveAll()
    #expect(stage.tickets(of: -1..<0) == [1] && !gate.sendMarker())
    stage.session.script { ($0.steps, $0.releases) = ([], []) }
    return stage
  }

  @Test func aLoneCallCommitsWhenDurableAndAGroupIsHeld() {
    let stage = stage()
    stage.enter(0)
    stage.database.serveAll()
    #expect(stage.tickets(of: 0..<1) == [2])
    for call in 1..<3 { stage.enter(call) }
    stage.database.serveAll()
    #expect(stage.answers.answeredCalls == [-1, 0] && gate.sendMarker())
    stage.enter(3)
    stage.database.serveAll()
    #expect(stage.session.script { $0.entries.count } == 5, "the line does not wait")
    #expect(gate.returnMarker() && stage.answers.answeredCalls == [-1, 0, 1, 2])
    passMarker()
    #expect(stage.tickets(of: 0..<4) == [2, 3, 4, 5])
    #expect(stage.session.script { $0.releases } == [.whenDurable, .early, .early])
  }

  @Test func thoseInLineAndThoseWhoAreRefusedAreHeldUntilTheirRowsAreKnownToBeDurable() {
    let stage = stage()
    stage.enter(0, user: "user--1")
    stage.database.serveAll()
    #expect(stage.answers.answeredCalls == [-1])
    passMarker()
    stage.session.script { $0.campaigns[.sample] = .sample(remaining: 0, perUserLimit: 1) }
    for call in 1..<3 { stage.enter(call) }
    stage.database.serveAll()
    #expect(stage.answers.answeredCalls == [-1, 0])
    passMarker()
    #expect(stage.tickets(of: 0..<1) == [1] && stage.failures(of: 1..<3) == [.soldOut, .soldOut])
    stage.enter(3)
    stage.database.serveAll()
    #expect(stage.session.steps.last == .lookAtQueue && stage.failures(of: 3..<4) == [.soldOut])
    #expect(!gate.sendMarker(), "the rows are the same")
  }

  @Test(arguments: [true, false]) func newEntriesAreUnknownAndAllElseMayBeAskedAgain(byDelay: Bool) {
    let stage = stage()
    for call in 0..<2 { stage.enter(call) }
    stage.database.serveAll()
    #expect(gate.sendMarker())
    if byDelay { gate.delayMarker() } else { gate.loseConnection() }
    #expect(stage.failures(of: 0..<2) == [.outcomeUnknown, .outcomeUnknown])
    gate.loseConnection()
    stage.session.script { $0.campaigns[.sample] = .sample(remaining: 0, perUserLimit: 1) }
    for (call, user) in ["user--1", "nobody"].enumerated() { stage.enter(2 + call, user: user) }
    stage.database.serveAll()
    gate.loseConnection()
    #expect(stage.failures(of: 2..<4) == [Self.notDurable, Self.notDurable])
  }

  @Test func whileAMarkerIsLateNobodyIsServed() {
    let stage = stage()
    for call in 0..<2 { stage.enter(call) }
    stage.database.serveAll()
    #expect(gate.sendMarker())
    gate.delayMarker()
    let steps = stage.session.steps
    stage.enter(2)
    stage.database.serveAll()
    #expect(stage.failures(of: 2..<3) == [Self.notDurable] && stage.session.steps == steps)
    gate.returnMarker()
    stage.enter(3)
    stage.database.serveAll()
    #expect(stage.tickets(of: 3..<4) == [4])
  }

  @Test func noMoreThanFourGroupsAreHeldAndTheOneBehindThem() {
    let stage = stage(.init(groupSize: 2))
    for call in 0..<20 { stage.enter(call) }
    while stage.answers.answeredCalls.count < 21 {
      stage.database.serveAll()
      #expect(stage.session.script { $0.entries.count } - stage.answers.answeredCalls.count <= 10)
      passMarker()
    }
    #expect(stage.tickets(of: 0..<20) == Array(2...21) && stage.database.waitingCount == 0)
  }
}
