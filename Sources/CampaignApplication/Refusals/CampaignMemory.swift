public import CampaignDomain
import Synchronization

/// The knowledge that this server has of campaigns that issue nothing now, so that losers never touch the database: of
/// a million callers a thousand win, and the rest are refused on the event loop.
///
/// A campaign's knowledge was committed, is asked for again while it is used, and is forgotten when the answer differs,
/// when no answer comes in time, and when somebody changes the campaign through this server.
public final class CampaignMemory: Sendable {
  /// The limits of what is remembered, and for how long.
  public struct Configuration: Sendable {
    /// The time since it was last seen after which knowledge is asked for again, by one probe at a time.
    public var probeInterval: Duration
    /// The time since it was last seen after which knowledge is not used.
    public var maximumAge: Duration
    /// The most coupons of a campaign whose holders are read at once. The engine knows those of a larger one, or reads
    /// them meanwhile.
    public var maximumHolders: Int
    /// The most hashes of holders, of all campaigns together.
    public var maximumHashes: Int
    /// The most campaigns that are remembered.
    public var maximumCampaigns: Int
    /// The time after which knowledge that nobody asked for is forgotten when something new is learned, or shall be.
    public var maximumIdleTime: Duration

    /// The contract promises a second: every server sees a change by then.
    public init(
      probeInterval: Duration = .milliseconds(250), maximumAge: Duration = .milliseconds(900),
      maximumHolders: Int = 200_000, maximumHashes: Int = 24_000_000, maximumCampaigns: Int = 1_000,
      maximumIdleTime: Duration = .seconds(60)
    ) {
      self.probeInterval = probeInterval
      self.maximumAge = maximumAge
      self.maximumHolders = maximumHolders
      self.maximumHashes = maximumHashes
      self.maximumCampaigns = maximumCampaigns
      self.maximumIdleTime = maximumIdleTime
    }
  }

  private let database: any ReadingDatabase
  private let configuration: Configuration
  private let now: @Sendable () -> ContinuousClock.Instant
  private let observer: (any MemoryObserver)?
  private let state: Mutex<MemoryState>
  private let readers: ReplicatedValue<ReaderKnowledge>

  /// A memory that reads what it learns from `database`. `observer` hears what it does.
  public convenience init(
    database: any ReadingDatabase, configuration: Configuration = Configuration(),
    observer: (any MemoryObserver)? = nil
  ) {
    self.init(database: database, configuration: configuration, observer: observer, now: { .now })
  }

  init(
    database: any ReadingDatabase, configuration: Configuration = Configuration(),
    observer: (any MemoryObserver)? = nil, now: @escaping @Sendable () -> ContinuousClock.Instant
  ) {
    self.database = database
    self.configuration = configuration
    self.observer = observer
    self.now = now
    state = Mutex(MemoryState(configuration))
    readers = ReplicatedValue(ReaderKnowledge())
  }

  /// The refusal that the database would surely give; `nil`: ask it. Costs no lock that event loops share.
  func refusal(of caller: some CallerDigest, by id: CampaignID, at now: ContinuousClock.Instant) -> UseCaseError? {
    var old: CampaignKnowledge?
    let refusal = readers.withValue { known -> UseCaseError? in
      guard let knowledge = known.own(id) else { return nil }
      let age = knowledge.age(at: now)
      if age >= configuration.probeInterval { old = knowledge }
      return age < configuration.maximumAge ? knowledge.refusal(of: caller, at: now) : nil
    }
    if let old { probe(old) }
    if let observer { observer.lookedUp(isRefused: refusal != nil) }
    return refusal
  }

  /// True when a look without the lock is likely to be enough: the campaign was seen to issue nothing, and it is not
  /// its start that the callers came for.
  func isStandstill(_ id: CampaignID, at now: ContinuousClock.Instant) -> Bool {
    readers.withValue { $0.shared[id].map { !$0.mayHaveStarted(at: now) } } ?? false
  }

  /// A group saw the campaign like this, committed. A campaign that issues nothing is worth learning. `holders`: all
  /// that hold one of its coupons; `nil`: nobody here knows them.
  func saw(_ campaign: Campaign, at now: Timestamp, holders: HolderSet? = nil) {
    guard let standstill = CampaignKnowledge.Standstill(of: campaign, at: now) else { return forget(campaign.id) }
    // Knowledge of another row need not wait for its probe.
    let isOther = readers.withValue { $0.shared[campaign.id].map { !$0.isOf(campaign) } } ?? false
    if isOther { forget(campaign.id) }
    // A campaign that is queue only refuses its holders, too.
    learn(campaign, holders: standstill == .queueOnly ? HolderSet() : holders)
  }

  /// Ends the epoch of a campaign that somebody changed, or may have: what is learned next was committed after this.
  /// Callers who change a campaign through this server see the change at once.
  public func forget(_ id: CampaignID) {
    if change({ $0.forget(id) }) { observer?.forgot() }
  }

  /// Lets one transition of the state happen, and publishes what is known then.
  private func change<Value: Sendable>(_ transition: (inout sending MemoryState) -> Value) -> Value {
    state.withLock { state in
      let version = state.version
      let value = transition(&state)
      if state.version != version {
        readers.replace(ReaderKnowledge(state.known))
      }
      return value
    }
  }

  private func learn(_ seen: Campaign, holders: HolderSet?) {
    if let reading = change({ $0.beginLearning(seen.id, holders: holders, at: now()) }) {
      learn(seen, holders: holders, as: reading, from: database)
    }
  }

  private func learn(_ seen: Campaign, holders: HolderSet?, as reading: UInt64, from database: some ReadingDatabase) {
    let limit = holders == nil ? configuration.maximumHolders : 0
    database.perform { [self] session in
      let requestTime = now()
      let held: Held<CampaignSnapshot>? = try? session.get().snapshot(of: seen.id, holderLimit: limit)
      // A crash may still take back what was read: then nobody may be refused by it.
      Held.openAny(held) { [self] snapshot in
        let all = holders ?? snapshot.flatMap { HolderSet($0) }
        let row = holders == nil || seen.queueOnly ? nil : seen
        let isKnown = change {
          $0.endLearning(seen.id, as: reading, snapshot: snapshot, holders: all, of: row, requestTime: requestTime)
        }
        if isKnown { observer?.learned(within: now() - requestTime) }
      }
    }
  }

  private func probe(_ knowledge: CampaignKnowledge) {
    if knowledge.beginProbe() { probe(knowledge, in: database) }
  }

  private func probe(_ knowledge: CampaignKnowledge, in database: some ReadingDatabase) {
    database.perform { [self] session in
      let requestTime = now()
      let held: Held<CampaignSnapshot>? = try? session.get().snapshot(of: knowledge.campaign.id, holderLimit: 0)
      Held.openAny(held) { [self] snapshot in
        // Without an answer the knowledge grows old by itself.
        if let snapshot {
          let clock = DatabaseClock(reading: snapshot.now, requestTime: requestTime)
          let isTrue = knowledge.confirm(snapshot.campaign, clock: clock)
          if !isTrue { forget(knowledge.campaign.id) }
          observer?.confirmed(isTrue, within: now() - requestTime)
        } else {
          observer?.confirmationFailed(after: now() - requestTime)
        }
        knowledge.endProbe()
      }
    }
  }
}
