package import CampaignApplication
package import CampaignDomain
import Synchronization

/// A session on campaigns in memory, which fails where a test says so and records what was asked of it.
package final class ScriptedSession: IssueSession, CreationSession, ReadingSession, AgendaSession,
  QueueBatchSession, Sendable
{
  package enum Step: Hashable, Sendable {
    case lock, lockFree, read, look, snapshot, commit, commitSeveral, rollback, beginCreation, commitCreation, page,
      campaigns, existing, agenda
    case lockQueue, lookAtQueue, commitJoins, commitReset, queueEntry, queueInfo
    case queueAgenda, lockLine, commitClaim, lockWithLine, commitBatch, pruneQueues
    case requests, lines, deadLetters
    case revocationSubject
  }

  /// The data of the session, its failures to come, and a record of the steps that it was asked for.
  package struct Script {
    package var now = Timestamp.start
    package var campaigns: [CampaignID: Campaign] = [:]
    package var coupons: [NewCoupon] = []
    package var creations: [IdempotencyKey: (id: CampaignID, fingerprint: String)] = [:]
    package var nextID: Int64 = 100
    /// The lines of campaigns, and their entries.
    package var queues: [CampaignID: CampaignQueue] = [:]
    package var entries: [QueueEntry] = []
    /// The requests whose entries were reset, with what was saved of it.
    package var resets: [RequestID: QueueEntryReset] = [:]
    package var untilNext: Duration?
    /// The campaigns whose row somebody holds: to wait for one is `.busy`.
    package var heldRows: Set<CampaignID> = []
    /// The faults of campaigns whose rows no campaign can have.
    package var faults: [CampaignID: String] = [:]
    /// The coupon requests, their lines, and those that were given up.
    package var couponRequests = ScriptedCouponRequests()
    /// The deliveries that are under way, and what they left to do.
    package var deliveries = ScriptedDeliveries()
    /// The errors of each step, in order; `nil` for none. Steps beyond the list throw nothing.
    package var failures: [Step: [RepositoryError?]] = [:]
    /// Closures that a step runs before it fails or does its work.
    package var hooks: [Step: @Sendable () -> Void] = [:]
    package var steps: [Step] = []
    /// The coupons of each commit that was tried, the failed ones included.
    package var triedCoupons: [[NewCoupon]] = []
    /// The errors of entries that err, by their tickets.
    package var entryErrors: [Int64: String] = [:]
    /// The campaigns whose line's row somebody holds.
    package var heldLines: Set<CampaignID> = []
    /// The users for whom no coupon can be saved, with the error.
    package var erringUsers: [UserID: String] = [:]
    /// The request of each agenda of queues.
    package var queueAgendaRequests: [QueueAgendaRequest] = []
    /// The request of each agenda.
    package var agendaRequests: [AgendaRequest] = []
    /// The query of each lock.
    package var lockRequests: [IssueQuery] = []
    /// The queries of each lock of several campaigns.
    package var sharedQueries: [[IssueQuery]] = []
    /// The query of each lock of a line, and of each look at one.
    package var queueQueries: [QueueQuery] = []
    /// The lock that was sent along with each commit.
    package var nextLocks: [IssueQuery?] = []
    /// Steps that were asked for in a state of the session that forbids them.
    package var misuses: [String] = []
    /// The session is over as soon as a step throws `.unavailable`.
    package var endsWhenUnavailable = false
    var sentQueries: [IssueQuery] = []
    /// The moment at which each commit was to release its locks.
    package var releases: [LockRelease] = []
    fileprivate var sentCommit: (step: Step, changes: [CampaignChange], isHeld: Bool) = (.commit, [], false)
    /// The change that goes along with the next commit.
    var staged: QueueBatchChange?
    var isInTransaction = false
    var isOver = false
    var saveCount: UInt64 = 0
    /// The gate's epoch when the open transaction, or the last step without one, began.
    var epoch: UInt64?
    /// The crashes that there were when the session was connected.
    var crashCount = 0

    /// Saves a campaign as a session does, and returns it.
    package mutating func save(_ change: CampaignChange) -> Campaign {
      saveCount += 1
      let stamp = RowStamp(history: change.campaign.stamp.history, save: saveCount)
      let saved = change.campaign.saved(as: stamp)
      campaigns[saved.id] = saved
      return saved
    }
  }

  private let script: Mutex<Script>
  /// The one who opens what it returns; `nil`: nothing of it is held.
  package let gate: ScriptedGate?
  /// The log of the database whose data it reads and changes, with other sessions; `nil`: its data is its own.
  let log: ScriptedLog?

  package init(_ campaigns: [Campaign] = [.sample()], gate: ScriptedGate? = nil, log: ScriptedLog? = nil) {
    (self.gate, self.log) = (gate, log)
    var script = Script()
    for campaign in campaigns { script.campaigns[campaign.id] = campaign }
    self.script = Mutex(script)
  }

  /// Reads or changes the script.
  @discardableResult
  package func script<Value: Sendable>(_ body: (inout Script) -> Value) -> Value {
    script.withLock { body(&$0) }
  }

  /// A session that is over is replaced by one like it, as a pool does, when it is asked for again.
  package var isOver: Bool { script { $0.isOver } }

  /// Begins to serve anew.
  package func begin() {
    let crashCount = log?.crashCount ?? 0
    script { script in
      if script.isOver { script.crashCount = crashCount }
      script.isOver = false
    }
  }

  package var steps: [Step] { script { $0.steps } }
  package var misuses: [String] { script { $0.misuses } }
  /// The number of coupons that each commit saved or tried to save.
  package var groupSizes: [Int] { script { $0.triedCoupons.map(\.count) } }

  package func campaign(_ id: CampaignID = .sample) -> Campaign? { script { $0.campaigns[id] } }

  /// Records the step, runs its hook and fails if it has to. `opens` is true if the step begins a transaction, false if
  /// it ends one, `nil` if it needs none.
  func take(_ step: Step, opens: Bool? = nil) throws(RepositoryError) {
    try beginStep(commits: opens == false)
    let (hook, failure) = script { script -> ((@Sendable () -> Void)?, RepositoryError?) in
      script.steps.append(step)
      if let opens {
        if opens == script.isInTransaction { script.misuses.append("\(step) with a transaction open: \(!opens)") }
        script.isInTransaction = opens
      }
      let failure = script.failures[step]?.isEmpty == false ? script.failures[step]?.removeFirst() : nil
      if failure != nil && opens == true { script.isInTransaction = false }
      if case .unavailable = failure, script.endsWhenUnavailable {
        (script.isOver, script.isInTransaction) = (true, false)
      }
      return (script.hooks[step], failure)
    }
    hook?()
    if let failure { throw failure }
  }

  package func sendLock(_ query: IssueQuery) { script { $0.sentQueries = [query] } }

  package var isAnswered: Bool { false }

  package func receiveLock() throws(RepositoryError) -> IssueBasis? {
    guard let request = script({ $0.sentQueries.first }) else { throw .fault("no lock was sent") }
    if request.locksLine { return try receiveLockWithLine(request) }
    try take(.lock, opens: true)
    let (isHeld, fault) = script { script in
      script.lockRequests.append(request)
      return (script.heldRows.contains(request.campaignID), script.faults[request.campaignID])
    }
    if isHeld { throw .busy(retryAfter: .seconds(1)) }
    if let fault { throw .fault(fault) }
    return basis(request.campaignID, users: request.users, keys: request.keys, holdersFrom: request.holdersFrom)
  }

  package func read(_ request: IssueQuery) throws(RepositoryError) -> (CouponHoldings, RecentHolders?) {
    try take(.read)
    let basis = basis(
      request.campaignID, users: request.users, keys: request.keys, holdersFrom: request.holdersFrom)
    return (basis?.holdings ?? CouponHoldings(), basis?.recentHolders)
  }

  package func sendLocks(ofFree queries: [IssueQuery]) { script { $0.sentQueries = queries } }

  package func receiveLocks() throws(RepositoryError) -> [IssueBasis?] {
    let queries = script { $0.sentQueries }
    try take(.lockFree, opens: true)
    let (heldRows, faults) = script { script in
      script.sharedQueries.append(queries)
      return (script.heldRows, script.faults)
    }
    for query in queries where !heldRows.contains(query.campaignID) {
      if let fault = faults[query.campaignID] { throw .fault(fault) }
    }
    return queries.map { query in
      heldRows.contains(query.campaignID)
        ? nil : basis(query.campaignID, users: query.users, keys: query.keys, holdersFrom: query.holdersFrom)
    }
  }

  package func read(_ queries: [IssueQuery]) throws(RepositoryError) -> [(CouponHoldings, RecentHolders?)] {
    try take(.read)
    return queries.map { query in
      let basis = basis(query.campaignID, users: query.users, keys: query.keys, holdersFrom: query.holdersFrom)
      return (basis?.holdings ?? CouponHoldings(), basis?.recentHolders)
    }
  }

  package func recentHolders(of id: CampaignID, from sequence: Int64) throws(RepositoryError) -> RecentHolders {
    let none = RecentHolders(users: [], keys: [], fromSequence: sequence, throughSequence: nil, ends: nil)
    return try read(IssueQuery(id, holdersFrom: sequence)).1 ?? none
  }

  package func look(
    at id: CampaignID, users: [UserID], keys: [IdempotencyKey]
  ) throws(RepositoryError) -> Held<IssueBasis>? {
    try take(.look)
    return basis(id, users: users, keys: keys).map { held($0, telling: [.campaign($0.campaign)]) }
  }

  package func snapshot(of id: CampaignID, holderLimit: Int) throws(RepositoryError) -> Held<CampaignSnapshot>? {
    try take(.snapshot)
    let snapshot = script { script -> CampaignSnapshot? in
      guard let campaign = script.campaigns[id] else { return nil }
      var holders: CampaignSnapshot.Holders?
      if campaign.lastSequence <= Int64(holderLimit) {
        let coupons = script.coupons.filter { $0.coupon.campaignID == id }
        holders = (coupons.compactMap(\.coupon.userID), coupons.compactMap(\.idempotencyKey))
      }
      return CampaignSnapshot(campaign: campaign, now: script.now, holders: holders)
    }
    return snapshot.map { held($0, telling: [.campaign($0.campaign)]) }
  }

  func basis(
    _ id: CampaignID, users: [UserID], keys: [IdempotencyKey], holdersFrom: Int64? = nil
  ) -> IssueBasis? {
    script { script -> IssueBasis? in
      guard let campaign = script.campaigns[id] else { return nil }
      var holdings = CouponHoldings()
      let coupons = script.coupons.filter { $0.coupon.campaignID == id }
      for user in users {
        holdings.byUser[user] = Self.holding(coupons.filter { $0.coupon.userID == user && $0.slot != nil })
      }
      for coupon in coupons {
        if let key = coupon.idempotencyKey, keys.contains(key) { holdings.byKey[key] = coupon.coupon }
      }
      let recent = holdersFrom.map { sequence in
        (sequence, coupons.filter { $0.coupon.sequence >= sequence }.prefix(IssueQuery.maximumRecentHolders))
      }
      return IssueBasis(
        campaign: campaign, now: script.now, holdings: holdings,
        recentHolders: recent.map { sequence, recent in
          var ends: (first: CouponIdentity, last: CouponIdentity)?
          if let first = recent.first, let last = recent.last {
            ends = (CouponIdentity(first.coupon), CouponIdentity(last.coupon))
          }
          return RecentHolders(
            users: recent.compactMap(\.coupon.userID), keys: recent.compactMap(\.idempotencyKey),
            fromSequence: sequence,
            throughSequence: recent.count < IssueQuery.maximumRecentHolders ? nil : recent.last?.coupon.sequence,
            ends: ends)
        })
    }
  }

  /// The holding of a user, from all coupons of theirs that count.
  static func holding(_ coupons: [NewCoupon]) -> CouponHoldings.UserHolding? {
    guard let latest = coupons.last else { return nil }
    let slots = coupons.compactMap(\.slot).sorted()
    let free = zip([0] + slots, slots).compactMap { $0 + 1 < $1 ? $0 + 1...$1 - 1 : nil }
    return CouponHoldings.UserHolding(
      latest: latest.coupon, count: Int32(slots.count), highestSlot: slots.last, freeSlots: free)
  }

  package func sendCommit(_ change: CampaignChange, andLock next: IssueQuery?, releasing release: LockRelease) {
    send(.commit, [change], releasing: release)
    script { $0.nextLocks.append(next) }
  }

  package func sendCommit(_ changes: [CampaignChange], releasing release: LockRelease) {
    send(.commitSeveral, changes, releasing: release)
  }

  private func send(_ step: Step, _ changes: [CampaignChange], releasing release: LockRelease) {
    let isHeld = isHeld(release)
    script { script in
      script.releases.append(release)
      script.sentCommit = (step, changes, isHeld)
    }
  }

  package func receiveCommit() throws(RepositoryError) -> Held<[Campaign]> {
    let staged = script { $0.staged.take() }
    let (step, changes, isHeld) = script { $0.sentCommit }
    if let staged {
      let saved = try commitStaged(staged).map { [$0] } ?? []
      return Held(saved, until: try committed([], isHeld: isHeld))
    }
    script { $0.triedCoupons.append(changes.flatMap(\.coupons)) }
    try take(step, opens: false)
    let saved = script { script in
      if let change = script.deliveries.staged.take() { script.save(change) }
      return changes.map { change in
        script.coupons += change.coupons
        script.save(change.revocations)
        return script.save(change)
      }
    }
    return Held(saved, until: try committed(saved.map { .campaign($0) }, isHeld: isHeld))
  }

  package func rollback() throws(RepositoryError) {
    script { ($0.staged, $0.deliveries.staged) = (nil, nil) }
    // A rollback is allowed at any time: without a transaction it does nothing.
    try take(.rollback)
    script { $0.isInTransaction = false }
  }

  /// Ends the transaction as a rollback does: what was read is read, should that fail.
  package func endUnchanged(telling rows: [HeldRow]) throws(RepositoryError) -> Hold? {
    let hold = hold(on: rows)
    try? rollback()
    return hold
  }

  package func beginCreation(key: IdempotencyKey?, behindAll: Bool) throws(RepositoryError) -> CreationSnapshot {
    try take(.beginCreation, opens: true)
    return script { script -> CreationSnapshot in
      script.nextID += 1
      if behindAll { script.nextID = max(script.nextID, (script.campaigns.keys.map(\.rawValue).max() ?? 0) + 1) }
      var earlier: (campaign: Campaign, fingerprint: String)?
      if let key, let creation = script.creations[key], let campaign = script.campaigns[creation.id] {
        earlier = (campaign, creation.fingerprint)
      }
      return CreationSnapshot(id: CampaignID(rawValue: script.nextID), now: script.now, earlier: earlier)
    }
  }

  package func commitCreation(_ change: CampaignChange, of draft: CampaignDraft) throws(RepositoryError) -> Campaign {
    try take(.commitCreation, opens: false)
    if script({ $0.campaigns[change.campaign.id] != nil }) { throw .campaignIDTaken }
    let saved = script {
      if let key = draft.idempotencyKey { $0.creations[key] = (change.campaign.id, draft.fingerprint) }
      return $0.save(change)
    }
    _ = try committed([.campaign(saved)], isHeld: false)
    return saved
  }
}
