import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// Memory takes in only what no crash can take back.
@Suite struct HeldMemoryTests {
  private let anybody = IssueRequest(user: nil, key: nil)
  private let start = ContinuousClock.now
  private let gate = ScriptedGate()
  private let session: ScriptedSession
  private let memory: CampaignMemory

  init() {
    session = ScriptedSession([.sample(.paused)], gate: gate)
    memory = CampaignMemory(database: ScriptedDatabase(session, servesAtOnce: true), now: { [start] in start })
    memory.saw(.sample(.paused), at: .start)
  }

  private func refusal(after duration: Duration = .zero) -> UseCaseError? {
    memory.refusal(of: anybody, by: .sample, at: start + duration)
  }

  private func passMarker() { #expect(gate.sendMarker() && gate.returnMarker()) }

  @Test func whatIsReadIsLearnedBehindAMarker() {
    #expect(session.steps == [.snapshot] && refusal() == nil)
    passMarker()
    #expect(refusal() == .campaignPaused)
  }

  @Test func whatNobodyCanVouchForIsNotLearned() {
    gate.loseConnection()
    #expect(refusal() == nil)
    memory.saw(.sample(.paused), at: .start)
    passMarker()
    #expect(refusal() == .campaignPaused, "and the next reading is")
  }

  @Test func whatIsConfirmedIsSoBehindAMarker() {
    passMarker()
    gate.loseConnection()
    let later = Duration.milliseconds(500)
    session.script { $0.campaigns[.sample] = .sample() }
    #expect(refusal(after: later) == .campaignPaused && session.steps == [.snapshot, .snapshot])
    #expect(refusal(after: later) == .campaignPaused, "an opening that may be lost opens nothing")
    passMarker()
    #expect(refusal(after: later) == nil)
  }

  @Test func aConfirmationThatIsLostLetsItGrowOld() {
    passMarker()
    gate.loseConnection()
    #expect(refusal(after: .milliseconds(500)) == .campaignPaused)
    gate.loseConnection()
    #expect(refusal(after: .milliseconds(500)) == .campaignPaused && gate.sendMarker(), "it is asked for again")
    #expect(refusal(after: .milliseconds(900)) == nil)
  }
}
