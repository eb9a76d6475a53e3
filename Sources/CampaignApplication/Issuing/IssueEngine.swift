public import CampaignDomain
import Synchronization

/// Turns calls into groups: while a transaction of a campaign runs, the calls that arrive wait in its lane; when it ends,
/// the next transaction takes them, or half of a crowd that comes back at once (`GroupBalance`). No timer and no linger: a
/// lone call goes at once, and a crowd groups itself.
public final class IssueEngine: Sendable {
  /// When a call that was refused for a full lane may come back: when those ahead of it are answered, as fast as they
  /// were lately; within these bounds, for a lane that stands still may go on at any time.
  private static let retryBounds = Duration.milliseconds(10)...Duration.seconds(30)

  private let database: any IssueDatabase
  private let readingDatabase: any ReadingDatabase
  private let configuration: Configuration
  let memory: CampaignMemory?
  private let observer: (any CampaignChangeObserver)?
  private let reader: HolderReader
  private let makeGenerator: @Sendable () -> any RandomNumberGenerator
  private let lanes: Mutex<IssueLanes>

  /// Groups run on `database`; what a server that comes late to a campaign has to read goes through
  /// `readingDatabase`, which may be the same: it must be as current as `database`, for ids that nobody knows are looked up there, too. `observer` hears of
  /// each campaign that a group opens. `makeGenerator` gives a cryptographic source for the codes of one group.
  public init(
    database: any IssueDatabase, readingFrom readingDatabase: any ReadingDatabase,
    configuration: Configuration = Configuration(), memory: CampaignMemory? = nil,
    observer: (any CampaignChangeObserver)? = nil,
    makeGenerator: @escaping @Sendable () -> any RandomNumberGenerator = { SystemRandomNumberGenerator() }
  ) {
    self.database = database
    self.configuration = configuration
    self.memory = memory
    self.observer = observer
    self.readingDatabase = readingDatabase
    reader = HolderReader(database: readingDatabase)
    self.makeGenerator = makeGenerator
    lanes = Mutex(IssueLanes(configuration, at: .now))
  }

  /// There is such a campaign: somebody created it, or told of it. Should it be gone, a group finds out.
  public func learn(existing id: CampaignID) {
    lanes.withLock { $0.learn(existing: id) }
  }

  /// Has the newest campaigns read, up to `limit` of them: calls for them need no lookup then. For a server that starts. Where
  /// the database can't be asked now, the first call for each campaign has it looked up.
  public func learnExisting(newest limit: Int = 10_000) { learnExisting(newest: limit, from: readingDatabase) }

  private func learnExisting(newest limit: Int, from database: some ReadingDatabase) {
    database.perform { [self] session in
      guard let listed = try? session.get().campaigns(before: nil, limit: limit) else { return }
      lanes.withLock { lanes in
        for campaign in listed { lanes.learn(existing: campaign.id) }
      }
    }
  }

  func enter(_ pending: PendingIssue, lane id: CampaignID) {
    let now = ContinuousClock.now
    finish(lanes.withLock { $0.enter(pending, for: id, at: now) }, of: pending, lane: id)
  }

  /// Does what has to be done outside of the lock.
  private func finish(_ entry: IssueLanes.Entry, of pending: PendingIssue, lane id: CampaignID) {
    for late in entry.dropped { late.completion(.failure(.deadlineExceeded)) }
    switch entry.action {
    case .wait: break
    case .requestGroup: requestGroup(of: id)
    case .requestLookup: requestLookup()
    case .refuse:
      let retryAfter = min(max(entry.timeToAnswer, Self.retryBounds.lowerBound), Self.retryBounds.upperBound)
      pending.completion(.failure(.overloaded(retryAfter: retryAfter)))
    }
  }

  private func requestLookup() { requestLookup(in: readingDatabase, isRepeat: false) }

  /// Where the session ends before it has an answer, the ids are looked up once more with another.
  private func requestLookup(in database: some ReadingDatabase, isRepeat: Bool) {
    database.perform { [self] session in
      do throws(RepositoryError) {
        let session = try session.get()
        do throws(RepositoryError) {
          endLookup(existing: try session.existing(lanes.withLock { $0.beginLookup() }))
        } catch .unavailable(let retryAfter) {
          guard session.isOver, !isRepeat else { throw .unavailable(retryAfter: retryAfter) }
          requestLookup(in: database, isRepeat: true)
        } catch {
          throw error
        }
      } catch {
        give(.failure(UseCaseError(error)), to: lanes.withLock { $0.failLookup() })
      }
    }
  }

  private func endLookup(existing: Set<CampaignID>) {
    // Those who were found enter their lanes within the same lock: who comes from now on is behind them.
    let end = lanes.withLock { $0.endLookup(existing: existing, at: .now) }
    if end.isWanted { requestLookup() }
    for (id, pending, entry) in end.entries { finish(entry, of: pending, lane: id) }
    for (id, pending) in end.missing { give(.failure(.campaignNotFound(id)), to: [pending]) }
  }

  /// Gives all the same answer, but those whose time is over.
  private func give(_ answer: IssueGroup.Answer, to calls: [PendingIssue]) {
    for pending in calls { pending.completion(pending.call.isOver() ? .failure(.deadlineExceeded) : answer) }
  }

  private func requestGroup(of id: CampaignID) { requestGroup(of: id, on: database) }

  private func requestGroup(of id: CampaignID, on database: some IssueDatabase) {
    database.perform { [self] session in
      switch session {
      case .success(let session): runGroups(on: session, lane: id)
      case .failure(let error): fail(lane: id, with: UseCaseError(error))
      }
    }
  }

  private func carryOut(_ requests: IssueLanes.GroupRequests, of id: CampaignID) {
    for next in requests.nextTries { requestGroup(of: next) }
    if requests.isWanted { requestGroup(of: id) }
  }

  /// Without a connection nobody who waits can be served: all of them hear of it, not a group at a time.
  private func fail(lane id: CampaignID, with error: UseCaseError) {
    let (calls, requests) = lanes.withLock { $0.fail(id, at: .now) }
    carryOut(requests, of: id)
    give(.failure(error), to: calls)
    reader.proceed()
  }

  /// Runs groups of a campaign behind each other on one connection: as long as callers wait, and no other campaign's do.
  private func runGroups(on session: any IssueSession, lane id: CampaignID) {
    var record = LaneRecord()
    guard let beginning = lanes.withLock({ $0.begin(id, taking: &record, at: .now) }) else { return }
    var (isFirst, isHasty) = (true, beginning.isHasty)
    var codes = CouponCodeReserve(makeGenerator(), codes: record.codes)
    var earlier = AnswersToGive()
    var awaited: IssueQuery?
    var isLast = false
    while !isLast {
      let (group, outcome) = run(
        on: session, lane: id, isHasty: isHasty, awaited: awaited, earlier: earlier, record: &record, codes: &codes)
      awaited = outcome.next
      let isHeld = outcome.row == .held
      let repeated = outcome.undecided.map { group.calls[$0...].filter { $0.beginRepeat() } } ?? []
      let (behind, requests) = lanes.withLock { lanes -> ([PendingIssue], IssueLanes.GroupRequests) in
        let now = ContinuousClock.now
        if let reading = lanes.endGroup(id, calls: group.calls.count, at: now) { record.holders.endReading(reading) }
        let isKnown = outcome.row != .unknown
        var requests = IssueLanes.GroupRequests()
        if isFirst { requests.nextTries = lanes.endFirst(id, beginning, isHeld: isKnown ? isHeld : nil, at: now) }
        if isKnown { record.isBlocked = isHeld }
        // Who waits behind a blocked row hears of it with the group that tried: group after group would keep the
        // connection from other campaigns for as long as the row is held.
        let behind = isHeld ? lanes.takeAll(id) : []
        // They came first, and keep their place.
        lanes.putBack(repeated, id)
        isLast =
          outcome.isDisconnected || awaited == nil && (lanes.queuedCount > 0 || lanes.waitingCount(id) == 0)
        if isLast {
          record.codes = Array(codes.codes.prefix(LaneRecords.maximumCodes))
          requests.isWanted = lanes.end(id, isAbsent: outcome.row == .absent, keeping: &record, at: now)
        }
        return (behind, requests)
      }
      (isFirst, isHasty) = (false, record.isBlocked)
      // The next group goes on its way before this one is answered: its calls have waited long enough.
      carryOut(requests, of: id)
      reader.proceed()
      earlier.give()
      earlier = AnswersToGive(
        outcome.answers + Self.refusals(of: behind), to: group.calls + behind, except: repeated,
        afterwards: telling(of: outcome))
    }
    earlier.give()
  }

  /// The observer's part of a group; `nil`, as for nearly all groups: nothing.
  private func telling(of outcome: IssueGroup.Outcome) -> (() -> Void)? {
    guard let observer, let opening = outcome.opening else { return nil }
    return { observer.changed(opening.transitions, of: opening.campaign) }
  }

  private func run(
    on session: any IssueSession, lane id: CampaignID, isHasty: Bool, awaited: IssueQuery?, earlier: AnswersToGive,
    record: inout LaneRecord, codes: inout CouponCodeReserve
  ) -> (IssueGroup, IssueGroup.Outcome) {
    let balance = record.balance
    let (waiting, limit) = lanes.withLock { $0.beginGroup(id, balance) }
    var group = IssueGroup(
      campaignID: id, calls: waiting, lockTimeout: isHasty ? configuration.blockedLockTimeout : nil)
    var courtesy = record.courtesy
    let outcome = group.decide(
      in: session, awaited: awaited, isStandstill: memory?.isStandstill(id, at: .now) ?? false, limit: limit,
      lane: .init(
        expectsOthers: courtesy.expectsOthers,
        join: { limit, holders in
          self.lanes.withLock { $0.join(id, limit: limit) { !holders.mayHold($0.request) } }
        },
        next: { change, holders in
          self.next(behind: change, holders: holders, limit: limit, courtesy: &courtesy)
        },
        answerEarlier: { earlier.give() }),
      holders: &record.holders, codes: &codes)
    if record.holders.othersIssued { courtesy.sawOthers() }
    record.courtesy = courtesy
    record.balance.ended(group.calls.count)
    if let reading = record.holders.beginReading() { begin(reading, of: id, record: &record) }
    if outcome.isUnknown { memory?.forget(id) }
    if let seen = outcome.seen {
      memory?.saw(seen.campaign, at: seen.now, holders: record.holders.all(of: seen.campaign))
    }
    return (group, outcome)
  }

  /// Has holders read meanwhile, unless those of another campaign are, or so many are known that these would drive them out:
  /// then a later group asks again.
  private func begin(_ reading: HolderReading, of id: CampaignID, record: inout LaneRecord) {
    let isIdle: @Sendable () -> Bool = { self.lanes.withLock { $0.isIdle } }
    let missingHashes = record.holders.missingHashes
    let hasRoom = lanes.withLock { $0.records.hasRoom(forHolders: missingHashes, at: .now) }
    guard hasRoom else { return record.holders.endReading(reading) }
    let isBegun = reader.begin(id, from: reading, isIdle: isIdle) { reading in
      self.lanes.withLock { $0.take(reading, of: id, at: .now) }
    }
    if !isBegun { record.holders.endReading(reading) }
  }

  /// The lock that may be sent behind a COMMIT; nil: nobody waits, or others have to have their turn.
  private func next(
    behind change: CampaignChange, holders: KnownHolders, limit: Int, courtesy: inout LockCourtesy
  ) -> IssueQuery? {
    let id = change.campaign.id
    guard holders.isComplete, change.campaign.remainingCoupons > 0 else { return nil }
    let front = lanes.withLock { $0.queuedCount == 0 ? $0.front(id, limit: limit) : [] }
    if holders.othersIssued { courtesy.sawOthers() }
    guard !front.isEmpty, courtesy.mayFollow() else { return nil }
    let asked = AskedHoldings(
      of: front, at: .now, ignoringKeys: change.campaign.ignoresKeys, where: holders.mayHold)
    return IssueQuery(id, users: asked.users, keys: asked.keys)
  }

  /// The answers of those who wait for a row that somebody holds for too long.
  private static func refusals(of calls: [PendingIssue]) -> [IssueGroup.Answer] {
    let now = ContinuousClock.now
    return calls.map {
      .failure($0.call.isOver(at: now) ? .deadlineExceeded : .overloaded(retryAfter: .seconds(1)))
    }
  }
}
