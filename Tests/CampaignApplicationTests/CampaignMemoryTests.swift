import CampaignDomain
import ScriptedStorage
import Synchronization
import Testing

@testable import CampaignApplication

@Suite struct CampaignMemoryTests {
  private let anybody = IssueRequest(user: nil, key: nil)
  /// The time at which memory reads a campaign.
  private let start = ContinuousClock.now

  private func memory(
    of campaign: Campaign, configuration: CampaignMemory.Configuration = .init()
  ) -> (CampaignMemory, ScriptedSession) {
    let session = ScriptedSession([campaign])
    return (
      CampaignMemory(
        database: ScriptedDatabase(session, servesAtOnce: true), configuration: configuration,
        now: { [start] in start }), session
    )
  }

  @Test func whatWasSeenToIssueNothingIsLearnedOnceAndRefused() {
    let (memory, session) = memory(of: .sample(remaining: 0))
    #expect(memory.refusal(of: anybody, by: .sample, at: start) == nil)
    for _ in 0..<3 { memory.saw(.sample(remaining: 0), at: .start) }
    #expect(memory.refusal(of: anybody, by: .sample, at: start) == .soldOut)
    #expect(session.steps == [.snapshot])
  }

  @Test func whatMemoryDoesIsTold() {
    final class Record: MemoryObserver {
      let events = Mutex<[String]>([])

      private func record(_ event: String) { events.withLock { $0.append(event) } }

      func lookedUp(isRefused: Bool) { record(isRefused ? "refused" : "not known") }
      func learned(within duration: Duration) { record("learned") }
      func confirmed(_ isTrue: Bool, within duration: Duration) { record(isTrue ? "confirmed" : "not true") }
      func confirmationFailed(after duration: Duration) { record("not confirmed") }
      func forgot() { record("forgot") }
    }
    let record = Record()
    let session = ScriptedSession([.sample(.paused)])
    let memory = CampaignMemory(
      database: ScriptedDatabase(session, servesAtOnce: true), observer: record, now: { [start] in start })
    _ = memory.refusal(of: anybody, by: .sample, at: start)
    memory.saw(.sample(.paused), at: .start)
    let later = start + .milliseconds(500)
    _ = memory.refusal(of: anybody, by: .sample, at: later)
    session.script { $0.failures[.snapshot] = [.unavailable(retryAfter: .zero)] }
    _ = memory.refusal(of: anybody, by: .sample, at: later)
    session.script { $0.campaigns[.sample] = .sample() }
    _ = memory.refusal(of: anybody, by: .sample, at: later)
    memory.forget(.sample)
    #expect(
      record.events.withLock { $0 } == [
        "not known", "learned", "confirmed", "refused", "not confirmed", "refused", "forgot", "not true", "refused",
      ], "what is forgotten already is not forgotten again")
  }

  @Test func aCampaignThatIssuesAgainIsForgotten() {
    let (memory, _) = memory(of: .sample(remaining: 0))
    memory.saw(.sample(remaining: 0), at: .start)
    memory.saw(.sample(remaining: 1), at: .start)
    #expect(memory.refusal(of: anybody, by: .sample, at: start) == nil)
  }

  @Test func aQueueOnlyCampaignIsReadOnceWithoutItsHoldersWhateverBecomesOfItsRow() {
    let session = ScriptedSession([.sample(queueOnly: true)])
    let memory = CampaignMemory(
      database: ScriptedDatabase(session, servesAtOnce: true), now: { [start] in start })
    for remaining in [1_000, 999, 0] as [Int64] {
      let campaign = Campaign.sample(remaining: remaining, queueOnly: true)
      session.script { $0.campaigns[.sample] = campaign }
      memory.saw(campaign, at: .start, holders: remaining == 0 ? HolderSet() : nil)
      #expect(memory.refusal(of: anybody, by: .sample, at: start) == .queueOnly)
      #expect(memory.isStandstill(.sample, at: start))
    }
    #expect(session.steps == [.snapshot])
    #expect(memory.refusal(of: anybody, by: .sample, at: start + .milliseconds(500)) == .queueOnly)
    #expect(session.steps == [.snapshot, .snapshot], "it is confirmed like all that is known")
  }

  @Test func whatAChangeOvertookWhileItWasReadIsNotLearned() {
    let session = ScriptedSession([.sample(.paused)])
    let database = ScriptedDatabase(session)
    let memory = CampaignMemory(database: database, now: { [start] in start })
    memory.saw(.sample(.paused), at: .start)
    memory.forget(.sample)
    database.serveAll()
    #expect(memory.refusal(of: anybody, by: .sample, at: start) == nil)
    // A campaign that was forgotten is learned again at the next refusal.
    memory.saw(.sample(.paused), at: .start)
    database.serveAll()
    #expect(memory.refusal(of: anybody, by: .sample, at: start) == .campaignPaused)
  }

  @Test func whatGrowsOldIsAskedForAgainAndForgottenWhenItChanged() {
    let (memory, session) = memory(of: .sample(.paused))
    memory.saw(.sample(.paused), at: .start)
    let later = start + .milliseconds(500)
    #expect(memory.refusal(of: anybody, by: .sample, at: later) == .campaignPaused)
    #expect(session.steps == [.snapshot, .snapshot])
    session.script { $0.campaigns[.sample] = .sample() }
    _ = memory.refusal(of: anybody, by: .sample, at: later + .milliseconds(500))
    #expect(memory.refusal(of: anybody, by: .sample, at: later + .milliseconds(500)) == nil)
  }

  @Test func whatCouldNotBeConfirmedForASecondIsNotUsed() {
    let (memory, session) = memory(of: .sample(.paused))
    memory.saw(.sample(.paused), at: .start)
    session.script {
      $0.failures[.snapshot] = Array(repeating: .unavailable(retryAfter: .zero), count: 10)
    }
    #expect(memory.refusal(of: anybody, by: .sample, at: start + .milliseconds(899)) == .campaignPaused)
    #expect(memory.refusal(of: anybody, by: .sample, at: start + .milliseconds(900)) == nil)
  }

  @Test func holdersThatAGroupKnowsAreNotReadHoweverManyThereAre() {
    let campaign = Campaign.sample(total: 1_000_000, remaining: 0, perUserLimit: 1)
    let (winner, loser) = (UserID(alreadyChecked: "winner"), UserID(alreadyChecked: "loser"))
    var holders = HolderSet()
    holders.insert(winner)
    let (memory, session) = memory(of: campaign)
    // One more was issued since the group looked.
    session.script { $0.campaigns[.sample] = .sample(total: 1_000_001, remaining: 0, perUserLimit: 1) }
    memory.saw(campaign, at: .start, holders: holders)
    #expect(memory.refusal(of: IssueRequest(user: loser, key: nil), by: .sample, at: start) == nil)
    session.script { $0.campaigns[.sample] = campaign }
    memory.saw(campaign, at: .start, holders: holders)
    #expect(memory.refusal(of: IssueRequest(user: loser, key: nil), by: .sample, at: start) == .soldOut)
    #expect(memory.refusal(of: IssueRequest(user: winner, key: nil), by: .sample, at: start) == nil)
  }

  @Test func aRowThatLooksTheSameWithAnotherStampIsAnother() {
    let campaign = Campaign.sample(total: 1, remaining: 0, perUserLimit: 1)
    let again = campaign.saved(as: RowStamp(save: 2))
    let (lost, heir) = (UserID(alreadyChecked: "lost"), UserID(alreadyChecked: "heir"))
    var holders = HolderSet()
    holders.insert(lost)
    let (memory, session) = memory(of: campaign)
    memory.saw(campaign, at: .start, holders: holders)
    let asked = IssueRequest(user: heir, key: nil)
    #expect(memory.refusal(of: asked, by: .sample, at: start) == .soldOut)
    // A copy in which the coupon is another user's takes the place of the database.
    session.script { $0.campaigns[.sample] = again }
    _ = memory.refusal(of: asked, by: .sample, at: start + .milliseconds(500))
    #expect(memory.refusal(of: asked, by: .sample, at: start + .milliseconds(500)) == nil, "the probe saw it")
    // The group knows the holders of the lost row, and they are not used for this one.
    memory.saw(campaign, at: .start, holders: holders)
    #expect(memory.refusal(of: asked, by: .sample, at: start) == nil)
  }

  @Test func aGroupThatSawAnotherRowEndsWhatIsKnown() {
    let campaign = Campaign.sample(total: 1, remaining: 0, perUserLimit: 1)
    let (memory, session) = memory(of: campaign)
    memory.saw(campaign, at: .start, holders: HolderSet())
    let asked = IssueRequest(user: UserID(alreadyChecked: "heir"), key: nil)
    #expect(memory.refusal(of: asked, by: .sample, at: start) == .soldOut)
    var holders = HolderSet()
    holders.insert(UserID(alreadyChecked: "heir"))
    let again = campaign.saved(as: RowStamp(save: 2))
    session.script { $0.campaigns[.sample] = again }
    memory.saw(again, at: .start, holders: holders)
    #expect(memory.refusal(of: asked, by: .sample, at: start) == nil)
  }

  @Test func noMoreHoldersAreKeptThanAllowed() {
    let campaigns = (1...2).map { Campaign.sample(.paused, id: CampaignID(rawValue: $0), perUserLimit: 1) }
    var holders = HolderSet()
    for number in 0..<6 { holders.insert(UserID(alreadyChecked: "user-\(number)")) }
    let memory = CampaignMemory(
      database: ScriptedDatabase(ScriptedSession(campaigns), servesAtOnce: true),
      configuration: .init(maximumHashes: 10), now: { [start] in start })
    for campaign in campaigns { memory.saw(campaign, at: .start, holders: holders) }
    let stranger = IssueRequest(user: UserID(alreadyChecked: "stranger"), key: nil)
    let refusals = campaigns.map { memory.refusal(of: stranger, by: $0.id, at: start) }
    #expect(refusals == [.campaignPaused, nil], "whom memory can't tell from a winner the database is asked for")
  }

  @Test func noMoreCampaignsAreRememberedThanAllowed() {
    let session = ScriptedSession((1...5).map { .sample(.paused, id: CampaignID(rawValue: $0)) })
    let memory = CampaignMemory(
      database: ScriptedDatabase(session, servesAtOnce: true), configuration: .init(maximumCampaigns: 3),
      now: { [start] in start })
    for id in 1...5 { memory.saw(.sample(.paused, id: CampaignID(rawValue: Int64(id))), at: .start) }
    #expect((1...5).count { memory.isStandstill(CampaignID(rawValue: Int64($0)), at: start) } == 3)
  }

  @Test func whatNobodyAsksForMakesRoom() {
    let session = ScriptedSession((1...4).map { .sample(.paused, id: CampaignID(rawValue: $0)) })
    let time = Mutex(start)
    let memory = CampaignMemory(
      database: ScriptedDatabase(session, servesAtOnce: true), configuration: .init(maximumCampaigns: 3),
      now: { time.withLock { $0 } })
    func known() -> [Int64] {
      (1...4).filter { memory.isStandstill(CampaignID(rawValue: $0), at: start) }
    }
    func see(_ id: Int64) { memory.saw(.sample(.paused, id: CampaignID(rawValue: id)), at: .start) }
    for id in 1...4 { see(Int64(id)) }
    #expect(known() == [1, 2, 3])
    time.withLock { $0 += .seconds(50) }
    _ = memory.refusal(of: anybody, by: CampaignID(rawValue: 2), at: start + .seconds(50))
    time.withLock { $0 += .seconds(11) }
    see(4)
    #expect(known() == [2, 4], "2 was asked for, and 1 and 3 were not")
  }

  @Test func aPausedCampaignThatHasEndedIsClosed() {
    let campaign = Campaign.sample(.paused, endTime: .start.moved(by: 60_000_000))
    let (memory, session) = memory(of: campaign)
    memory.saw(campaign, at: .start)
    #expect(memory.refusal(of: anybody, by: .sample, at: start) == .campaignPaused)
    session.script { $0.now = .start.moved(by: 60_000_000) }
    // The row is the same still, and the probe ends the epoch all the same.
    #expect(memory.refusal(of: anybody, by: .sample, at: start + .seconds(60)) == nil)
    memory.saw(campaign, at: .start.moved(by: 60_000_000))
    #expect(memory.refusal(of: anybody, by: .sample, at: start) == .campaignClosed)
  }

  @Test func whoComesForAStartIsNotLookedAtWithoutTheLockFirst() {
    let (memory, _) = memory(of: .sample(.scheduled, startTime: .start.moved(by: 1_000_000)))
    memory.saw(.sample(.scheduled, startTime: .start.moved(by: 1_000_000)), at: .start)
    #expect(memory.isStandstill(.sample, at: start))
    #expect(!memory.isStandstill(.sample, at: start + .seconds(1)))
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
