public import CampaignDomain
import Synchronization

/// What this server knows of campaigns that issue nothing now, so that losers never touch the database: of a million
/// callers a thousand win, and the rest are refused on the event loop.
///
/// What is known was committed, is asked for again while it is used, and is forgotten when the answer differs, when no
/// answer comes in time, and when somebody changes the campaign through this server.
public final class CampaignMemory: Sendable {
  /// How long and how much is remembered.
  public struct Configuration: Sendable {
    /// What was not seen for this long is asked for again, by one probe at a time.
    public var probeInterval: Duration
    /// What was not seen for this long is not used.
    public var maximumAge: Duration
    /// The most coupons of a campaign whose holders are read at once. Of a larger one the engine knows them, or reads them
    /// meanwhile.
    public var maximumHolders: Int
    /// The most hashes of holders, of all campaigns together.
    public var maximumHashes: Int
    /// The most campaigns that are remembered.
    public var maximumCampaigns: Int
    /// What nobody asked for since so long is forgotten when something new is learned, or shall be.
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

  private struct State {
    var known: [CampaignID: CampaignKnowledge] = [:]
    /// The number of the reading that each campaign is being learned from. A change takes it away: what was read may be
    /// of before the change.
    var learning: [CampaignID: UInt64] = [:]
    var readings: UInt64 = 0
    /// When what nobody asks for was last dropped for want of room.
    var sweepTime: ContinuousClock.Instant?
  }

  /// So long passes between two looks for what nobody asks for.
  private static let restUntilSweep = Duration.seconds(1)

  private let database: any ReadingDatabase
  private let configuration: Configuration
  private let now: @Sendable () -> ContinuousClock.Instant
  private let state = Mutex(State())
  private let readers: ReplicatedValue<[CampaignID: CampaignKnowledge]>

  /// A memory that reads what it learns from `database`.
  public convenience init(database: any ReadingDatabase, configuration: Configuration = Configuration()) {
    self.init(database: database, configuration: configuration, now: { .now })
  }

  init(
    database: any ReadingDatabase, configuration: Configuration = Configuration(),
    now: @escaping @Sendable () -> ContinuousClock.Instant
  ) {
    self.database = database
    self.configuration = configuration
    self.now = now
    readers = ReplicatedValue([:])
  }

  /// The refusal that the database would surely give; nil: ask it. Costs no lock that event loops share.
  func refusal(of caller: CallerDigest, by id: CampaignID, at now: ContinuousClock.Instant) -> UseCaseError? {
    fresh(id, at: now)?.refusal(of: caller, at: now)
  }

  /// The same for a request whose fields are made already.
  func refusal(of request: IssueRequest, by id: CampaignID, at now: ContinuousClock.Instant) -> UseCaseError? {
    fresh(id, at: now)?.refusal(of: CallerDigest(request), at: now)
  }

  /// What is known and young enough to be used.
  private func fresh(_ id: CampaignID, at now: ContinuousClock.Instant) -> CampaignKnowledge? {
    guard let knowledge = readers.withValue({ $0[id] }) else { return nil }
    let age = knowledge.age(at: now)
    if age >= configuration.probeInterval { probe(knowledge) }
    return age < configuration.maximumAge ? knowledge : nil
  }

  /// Whether a look without the lock is likely to be enough: the campaign was seen to issue nothing, and it is not its
  /// start that the callers came for.
  func isStandstill(_ id: CampaignID, at now: ContinuousClock.Instant) -> Bool {
    readers.withValue { $0[id] }.map { !$0.mayHaveStarted(at: now) } ?? false
  }

  /// A group saw the campaign like this, committed. What issues nothing is worth to be learned. `holders`: all that hold one
  /// of its coupons; nil: nobody here knows them.
  func saw(_ campaign: Campaign, at now: Timestamp, holders: HolderSet? = nil) {
    guard CampaignKnowledge.Standstill(of: campaign, at: now) != nil else { return forget(campaign.id) }
    // What is known of another row need not wait for its probe.
    if let known = readers.withValue({ $0[campaign.id] }), known.campaign != campaign { forget(campaign.id) }
    learn(campaign, holders: holders)
  }

  /// Ends the epoch of a campaign that somebody changed, or may have: what is learned next was committed after this. Whoever
  /// changes a campaign through this server sees the change at once.
  public func forget(_ id: CampaignID) {
    state.withLock { state in
      state.learning[id] = nil
      if state.known.removeValue(forKey: id) != nil { readers.replace(state.known) }
    }
  }

  private func learn(_ seen: Campaign, holders: HolderSet?) {
    let id = seen.id
    let reading: UInt64? = state.withLock { state in
      guard state.learning[id] == nil, mayLearn(id, holders: holders, in: &state) else { return nil }
      state.readings += 1
      state.learning[id] = state.readings
      return state.readings
    }
    if let reading { learn(seen, holders: holders, as: reading, from: database) }
  }

  private func learn(_ seen: Campaign, holders: HolderSet?, as reading: UInt64, from database: some ReadingDatabase) {
    let id = seen.id
    let limit = holders == nil ? configuration.maximumHolders : 0
    database.perform { [self] session in
      let askedAt = now()
      let survey = try? session.get().survey(of: id, holderLimit: limit)
      let all = holders ?? survey?.holders.map(HolderSet.init)
      state.withLock { state in
        guard state.learning[id] == reading else { return }
        state.learning[id] = nil
        // The holders that were known are those of this row and of no other: a later group knows those, too.
        guard let survey, holders == nil || survey.campaign == seen else { return }
        dropIdle(in: &state, at: askedAt)
        let space = space(in: state)
        let knowledge = CampaignKnowledge(
          survey.campaign, holders: all.flatMap { $0.count <= space ? $0 : nil },
          clock: DatabaseClock(reading: survey.now, askedAt: askedAt))
        guard let knowledge else { return }
        state.known[id] = knowledge
        readers.replace(state.known)
      }
    }
  }

  /// What is not known yet may be learned as long as there is room, and what is known once all its holders are and
  /// weren't before. Without room, what nobody asked for lately makes some.
  private func mayLearn(_ id: CampaignID, holders: HolderSet?, in state: inout State) -> Bool {
    let known = state.known[id]
    if known != nil, known?.holders != nil || holders == nil { return false }
    let hasRoom = { (state: borrowing State) in
      if known != nil { return (holders?.count ?? 0) <= self.space(in: state) }
      return state.known.count + state.learning.count < self.configuration.maximumCampaigns
    }
    if hasRoom(state) { return true }
    let now = now()
    if let last = state.sweepTime, now - last < Self.restUntilSweep { return false }
    state.sweepTime = now
    dropIdle(in: &state, at: now)
    return hasRoom(state)
  }

  /// What is asked for is confirmed all the time: what is old was not asked for.
  private func dropIdle(in state: inout State, at now: ContinuousClock.Instant) {
    let count = state.known.count
    state.known = state.known.filter { $0.value.age(at: now) < configuration.maximumIdleTime }
    if state.known.count < count { readers.replace(state.known) }
  }

  /// How many more hashes may be kept.
  private func space(in state: borrowing State) -> Int {
    configuration.maximumHashes - state.known.values.reduce(0) { $0 + ($1.holders?.count ?? 0) }
  }

  private func probe(_ knowledge: CampaignKnowledge) {
    if knowledge.beginProbe() { probe(knowledge, in: database) }
  }

  private func probe(_ knowledge: CampaignKnowledge, in database: some ReadingDatabase) {
    database.perform { [self] session in
      let askedAt = now()
      // Without an answer the knowledge grows old by itself.
      if let survey = try? session.get().survey(of: knowledge.campaign.id, holderLimit: 0) {
        let clock = DatabaseClock(reading: survey.now, askedAt: askedAt)
        if !knowledge.confirm(survey.campaign, clock: clock) { forget(knowledge.campaign.id) }
      }
      knowledge.endProbe()
    }
  }
}
