import CampaignDomain
import Testing

@testable import CampaignApplication

@Suite struct CampaignMemoryTests {
  private let anybody = IssueRequest(user: nil, key: nil)

  private func memory(
    of campaign: Campaign, configuration: CampaignMemory.Configuration = .init()
  ) -> (CampaignMemory, ScriptedSession) {
    let session = ScriptedSession([campaign])
    return (
      CampaignMemory(
        database: ScriptedDatabase(session, servesAtOnce: true), configuration: configuration), session
    )
  }

  @Test func whatWasSeenToIssueNothingIsLearnedOnceAndRefused() {
    let (memory, session) = memory(of: .sample(remaining: 0))
    #expect(memory.refusal(of: anybody, by: .sample, at: .now) == nil)
    for _ in 0..<3 { memory.saw(.sample(remaining: 0), at: .start) }
    #expect(memory.refusal(of: anybody, by: .sample, at: .now) == .soldOut)
    #expect(session.steps == [.survey])
  }

  @Test func aCampaignThatIssuesAgainIsForgotten() {
    let (memory, _) = memory(of: .sample(remaining: 0))
    memory.saw(.sample(remaining: 0), at: .start)
    memory.saw(.sample(remaining: 1), at: .start)
    #expect(memory.refusal(of: anybody, by: .sample, at: .now) == nil)
  }

  @Test func whatAChangeOvertookWhileItWasReadIsNotLearned() {
    let session = ScriptedSession([.sample(.paused)])
    let database = ScriptedDatabase(session)
    let memory = CampaignMemory(database: database)
    memory.saw(.sample(.paused), at: .start)
    memory.forget(.sample)
    database.serveAll()
    #expect(memory.refusal(of: anybody, by: .sample, at: .now) == nil)
    // The next refusal is worth to be learned again.
    memory.saw(.sample(.paused), at: .start)
    database.serveAll()
    #expect(memory.refusal(of: anybody, by: .sample, at: .now) == .campaignPaused)
  }

  @Test func whatGrowsOldIsAskedForAgainAndForgottenWhenItChanged() {
    let (memory, session) = memory(of: .sample(.paused))
    memory.saw(.sample(.paused), at: .start)
    let later = ContinuousClock.now + .milliseconds(500)
    #expect(memory.refusal(of: anybody, by: .sample, at: later) == .campaignPaused)
    #expect(session.steps == [.survey, .survey])
    session.script { $0.campaigns[.sample] = .sample() }
    _ = memory.refusal(of: anybody, by: .sample, at: later + .milliseconds(500))
    #expect(memory.refusal(of: anybody, by: .sample, at: later + .milliseconds(500)) == nil)
  }

  @Test func whatCouldNotBeConfirmedForASecondIsNotUsed() {
    let (memory, session) = memory(of: .sample(.paused))
    memory.saw(.sample(.paused), at: .start)
    session.script {
      $0.failures[.survey] = Array(repeating: .unavailable(retryAfter: .zero), count: 10)
    }
    let now = ContinuousClock.now
    #expect(memory.refusal(of: anybody, by: .sample, at: now + .milliseconds(800)) == .campaignPaused)
    #expect(memory.refusal(of: anybody, by: .sample, at: now + .seconds(1)) == nil)
  }

  @Test func noMoreCampaignsAreRememberedThanAllowed() {
    let session = ScriptedSession((1...5).map { .sample(.paused, id: CampaignID(rawValue: $0)) })
    let memory = CampaignMemory(
      database: ScriptedDatabase(session, servesAtOnce: true), configuration: .init(maximumCampaigns: 3))
    for id in 1...5 { memory.saw(.sample(.paused, id: CampaignID(rawValue: Int64(id))), at: .start) }
    #expect((1...5).count { memory.isStandstill(CampaignID(rawValue: Int64($0)), at: .now) } == 3)
  }

  @Test func whoComesForAStartIsNotLookedAtWithoutTheLockFirst() {
    let (memory, _) = memory(of: .sample(.scheduled, startTime: .start.moved(by: 1_000_000)))
    memory.saw(.sample(.scheduled, startTime: .start.moved(by: 1_000_000)), at: .start)
    let now = ContinuousClock.now
    #expect(memory.isStandstill(.sample, at: now))
    #expect(!memory.isStandstill(.sample, at: now + .seconds(1)))
  }

  @Test func theValueOfEveryThreadIsReplacedAtOnce() async {
    let value = ReplicatedValue(0)
    value.replace(1)
    let seen = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<100 { group.addTask { value.withValue { $0 } } }
      return await group.reduce(into: Set<Int>()) { $0.insert($1) }
    }
    #expect(seen == [1])
  }
}
