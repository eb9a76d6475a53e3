import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// Learning, keeping and dropping of campaigns, without a database.
@Suite struct MemoryStateTests {
  /// A state whose transitions a test can make within its expectations.
  private final class Memory {
    private(set) var state: MemoryState

    init(_ limits: CampaignMemory.Configuration = .init()) {
      state = MemoryState(limits)
    }

    func begin(_ id: CampaignID = .sample, holders: HolderSet? = nil, at now: ContinuousClock.Instant) -> UInt64? {
      state.beginLearning(id, holders: holders, at: now)
    }

    /// `read`: the row that was read; `nil`: the reading failed. `row`: the row whose holders are known.
    func end(
      _ reading: UInt64?, read: Campaign?, id: CampaignID = .sample, of row: Campaign? = nil,
      at now: ContinuousClock.Instant
    ) -> Bool {
      let snapshot = read.map { CampaignSnapshot(campaign: $0, now: .start, holders: nil) }
      return state.endLearning(
        id, as: reading ?? 0, snapshot: snapshot, holders: row.map { _ in HolderSet() }, of: row, requestTime: now)
    }

    func forget(_ id: CampaignID = .sample) -> Bool { state.forget(id) }

    func learn(_ campaign: Campaign, at now: ContinuousClock.Instant) -> Bool {
      begin(campaign.id, at: now).map { end($0, read: campaign, id: campaign.id, at: now) } ?? false
    }
  }

  private let start = ContinuousClock.now
  private let campaign = Campaign.sample(remaining: 0)

  @Test func aCampaignIsReadOnceAtATimeAndKnownThen() {
    let memory = Memory()
    let reading = memory.begin(at: start)
    #expect(reading != nil && memory.begin(at: start) == nil)
    #expect(memory.state.known.isEmpty && memory.state.version == 0)
    #expect(memory.end(reading, read: campaign, at: start))
    #expect(memory.state.known[.sample]?.campaign == campaign && memory.state.version == 1)
    #expect(memory.begin(at: start) == nil, "there is nothing more to know")
    #expect(memory.begin(holders: HolderSet(), at: start) != nil, "its holders weren't known")
  }

  @Test func aChangeMakesWhatIsBeingReadWorthless() {
    let memory = Memory()
    let reading = memory.begin(at: start)
    #expect(!memory.forget(), "nothing was known")
    let next = memory.begin(at: start)
    #expect(!memory.end(reading, read: campaign, at: start))
    #expect(memory.end(next, read: campaign, at: start))
    #expect(memory.forget() && memory.state.known.isEmpty && memory.state.version == 2)
  }

  @Test func holdersOfAnotherRowAreNotTaken() {
    let memory = Memory()
    let reading = memory.begin(holders: HolderSet(), at: start)
    #expect(!memory.end(reading, read: campaign.saved(as: RowStamp(save: 2)), of: campaign, at: start))
    #expect(memory.state.version == 0)
  }

  @Test func aReadingThatFailedMayBeTriedAgain() {
    let memory = Memory()
    #expect(!memory.end(memory.begin(at: start), read: nil, at: start))
    #expect(memory.begin(at: start) != nil)
  }

  @Test func whatNobodyAsksForMakesRoomButIsNotLookedForAgainAtOnce() {
    let memory = Memory(.init(maximumCampaigns: 2))
    let campaigns = (1...4).map { Campaign.sample(.paused, id: CampaignID(rawValue: $0)) }
    #expect(memory.learn(campaigns[0], at: start))
    #expect(memory.learn(campaigns[1], at: start + .seconds(50)))
    #expect(!memory.learn(campaigns[2], at: start + .milliseconds(59_500)), "both were asked for within a minute")
    #expect(!memory.learn(campaigns[2], at: start + .milliseconds(60_100)), "it was looked for a moment ago")
    #expect(memory.learn(campaigns[2], at: start + .milliseconds(60_600)))
    #expect(Set(memory.state.known.keys) == [campaigns[1].id, campaigns[2].id])
  }
}
