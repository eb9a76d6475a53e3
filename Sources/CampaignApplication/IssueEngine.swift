public import CampaignDomain
import Synchronization

/// Turns calls into groups: while a transaction of a campaign runs, the calls that arrive wait in its lane; when it ends,
/// the next transaction takes them, or half of a crowd that comes back at once (`GroupBalance`). No timer and no linger: a
/// lone call goes at once, and a crowd groups itself.
public final class IssueEngine: Sendable {
  /// The limits of waiting. All must be above 0.
  public struct Configuration: Sendable {
    /// The calls that may wait for one campaign; nil: as many as its lane answers within a second, as measured.
    public var laneCapacity: Int?
    /// The most calls of one transaction: measured, past some 256 only latency grows.
    public var maximumGroupSize: Int
    /// The campaigns that may have calls waiting at once.
    public var maximumLanes: Int
    /// The campaigns whose row somebody held for too long that may try again at once: each keeps a connection from the
    /// others while it waits.
    public var maximumBlockedLanes: Int

    /// Groups of 256 and lanes of a second, unless told.
    public init(
      laneCapacity: Int? = nil, maximumGroupSize: Int = 256, maximumLanes: Int = 10_000, maximumBlockedLanes: Int = 2
    ) {
      self.laneCapacity = laneCapacity
      self.maximumGroupSize = maximumGroupSize
      self.maximumLanes = maximumLanes
      self.maximumBlockedLanes = maximumBlockedLanes
    }
  }

  /// When a call that was refused for a full lane may come back: when those ahead of it are answered, as fast as they
  /// were lately; within these bounds, for a lane that stands still may go on at any time.
  private static let retryBounds = Duration.milliseconds(10)...Duration.seconds(30)

  private let database: any CampaignDatabase
  private let configuration: Configuration
  private let memory: CampaignMemory?
  private let observer: (any CampaignChangeObserver)?
  private let reader: HolderReader
  private let makeGenerator: @Sendable () -> any RandomNumberGenerator
  private let state = Mutex(State())

  private struct State {
    var lanes: [CampaignID: IssueLane<PendingIssue>] = [:]
    /// How fast each lane is.
    var speeds: [CampaignID: LaneSpeed] = [:]
    /// The lanes that wait for a connection.
    var queuedCount = 0
    /// The lanes that try again for a row that was blocked.
    var blocked: Set<CampaignID> = []
    /// What is known of the campaigns for which no group runs now.
    var records: [CampaignID: LaneRecord] = [:]
    /// How many hashes of holders the records have together.
    var keptHolders = 0
    /// What was read of campaigns for which a group runs now.
    var readings: [CampaignID: HolderReading] = [:]
    /// When records were last dropped for want of room.
    var sweepTime = ContinuousClock.now

    mutating func takeRecord(of id: CampaignID) -> LaneRecord? {
      guard let record = records.removeValue(forKey: id) else { return nil }
      keptHolders -= record.holders.count
      return record
    }
  }

  /// What the groups of a campaign leave for those behind them.
  private struct LaneRecord {
    var holders = KnownHolders()
    var courtesy = LockCourtesy()
    var balance = GroupBalance()
    var speed: LaneSpeed?
    /// Drawn ahead of the next group.
    var codes: [CouponCode] = []
    /// Somebody held the row for too long when the last group wanted it.
    var isBlocked = false
    /// When the last group ended.
    var endTime = ContinuousClock.now
  }

  /// The most hashes of holders that are kept while no group runs.
  private static let maximumKeptHolders = 24_000_000
  /// What was of use to nobody for so long goes first when there is no more room,
  private static let maximumRest = Duration.seconds(60)
  /// and this long passes between two looks for it.
  private static let restUntilSweep = Duration.seconds(1)
  /// The most codes that a record keeps.
  private static let maximumKeptCodes = 64

  /// Groups run on `database`; what a server that comes late to a campaign has to read goes through `readingDatabase`, or
  /// the same. `observer` hears of each campaign that a group opens. `makeGenerator` gives a cryptographic source for the
  /// codes of one group.
  public init(
    database: any CampaignDatabase, readingFrom readingDatabase: (any CampaignDatabase)? = nil,
    configuration: Configuration = Configuration(), memory: CampaignMemory? = nil,
    observer: (any CampaignChangeObserver)? = nil,
    makeGenerator: @escaping @Sendable () -> any RandomNumberGenerator = { SystemRandomNumberGenerator() }
  ) {
    self.database = database
    self.configuration = configuration
    self.memory = memory
    self.observer = observer
    reader = HolderReader(database: readingDatabase ?? database)
    self.makeGenerator = makeGenerator
  }

  /// The refusal that the database would surely give to a call; nil: only it can tell.
  func refusal(of request: IssueRequest, by id: CampaignID, at now: ContinuousClock.Instant) -> UseCaseError? {
    memory?.refusal(of: request, by: id, at: now)
  }

  /// The same for a caller of whom nothing but hashes was made.
  func refusal(of caller: CallerDigest, by id: CampaignID, at now: ContinuousClock.Instant) -> UseCaseError? {
    memory?.refusal(of: caller, by: id, at: now)
  }

  func enter(_ pending: PendingIssue, lane id: CampaignID) {
    let now = ContinuousClock.now
    let entry = state.withLock { state in enter(pending, lane: id, at: now, in: &state) }
    for late in entry.dropped { late.completion(.failure(.deadlineExceeded)) }
    switch entry.action {
    case .wait: break
    case .requestGroup: requestGroup(of: id)
    case .refuse:
      let retryAfter = min(max(entry.timeToAnswer, Self.retryBounds.lowerBound), Self.retryBounds.upperBound)
      pending.completion(.failure(.overloaded(retryAfter: retryAfter)))
    }
  }

  /// What became of a call at the door of its lane.
  private struct Entry {
    var action: IssueLane<PendingIssue>.EnterAction
    /// Calls whose time is over and whose place this one needed.
    var dropped: [PendingIssue] = []
    /// Until those who wait are answered.
    var timeToAnswer = Duration.seconds(1)
  }

  private func enter(
    _ pending: PendingIssue, lane id: CampaignID, at now: ContinuousClock.Instant, in state: inout State
  ) -> Entry {
    if state.lanes[id] == nil {
      guard state.lanes.count < configuration.maximumLanes else { return Entry(action: .refuse) }
      if state.records[id]?.isBlocked == true {
        guard state.blocked.count < configuration.maximumBlockedLanes else { return Entry(action: .refuse) }
        state.blocked.insert(id)
      }
      state.lanes[id] = IssueLane(capacity: configuration.laneCapacity ?? 0)
      state.speeds[id] = state.records[id]?.speed ?? LaneSpeed(groupSize: configuration.maximumGroupSize)
    }
    if configuration.laneCapacity == nil, let speed = state.speeds[id] {
      state.lanes[id]?.capacity = speed.callsInASecond
    }
    var entry = Entry(action: state.lanes[id]?.enter(pending) ?? .refuse)
    if entry.action == .refuse {
      entry.dropped = state.lanes[id]?.dropFront { $0.call.isOver(at: now) } ?? []
      if !entry.dropped.isEmpty { entry.action = state.lanes[id]?.enter(pending) ?? .refuse }
      if let count = state.lanes[id]?.count, let speed = state.speeds[id] {
        entry.timeToAnswer = speed.timeToAnswer(count, at: now)
      }
    }
    if entry.action == .requestGroup {
      state.queuedCount += 1
      // The wait for a connection is part of what a group takes.
      state.speeds[id]?.groupBegan(at: now)
    }
    return entry
  }

  private func requestGroup(of id: CampaignID) {
    database.perform { [self] session in
      switch session {
      case .success(let session): runGroups(on: session, lane: id)
      case .failure(let error): fail(lane: id, with: UseCaseError(error))
      }
    }
  }

  /// Without a connection nobody who waits can be served: all of them hear of it, not a group at a time.
  private func fail(lane id: CampaignID, with error: UseCaseError) {
    let (waiting, action) = state.withLock { state -> ([PendingIssue], IssueLane<PendingIssue>.EndAction) in
      state.queuedCount -= 1
      state.blocked.remove(id)
      let waiting = state.lanes[id]?.begin(limit: .max) ?? []
      return (waiting, Self.end(id, in: &state))
    }
    if action == .requestGroup { requestGroup(of: id) }
    let group = IssueGroup(campaignID: id, calls: waiting)
    for (pending, answer) in zip(waiting, group.answers(error)) { pending.completion(answer) }
    reader.proceed()
  }

  /// Runs groups of a campaign behind each other on one connection: as long as callers wait, and no other campaign's do.
  private func runGroups(on session: any CampaignSession, lane id: CampaignID) {
    var record = state.withLock { state in
      state.queuedCount -= 1
      return state.takeRecord(of: id) ?? LaneRecord()
    }
    var codes = CouponCodeReserve(makeGenerator(), codes: record.codes)
    var earlier = AnswersToGive()
    var awaited: LockRequest?
    var isLast = false
    while !isLast {
      let (group, outcome) = run(
        on: session, lane: id, awaited: awaited, earlier: earlier, record: &record, codes: &codes)
      awaited = outcome.next
      let repeated = outcome.undecided.map { group.calls[$0...].filter { $0.beginRepeat() } } ?? []
      let (action, behind) = state.withLock { state -> (IssueLane<PendingIssue>.EndAction?, [PendingIssue]) in
        let now = ContinuousClock.now
        state.speeds[id]?.groupEnded(calls: group.calls.count, at: now)
        state.speeds[id]?.groupBegan(at: now)
        state.blocked.remove(id)
        if let reading = state.readings.removeValue(forKey: id) { record.holders.endReading(reading) }
        record.isBlocked = outcome.isBlocked
        // Who waits behind a blocked row hears of it with the group that tried: group after group would keep the
        // connection from other campaigns for as long as the row is held.
        let behind = outcome.isBlocked ? state.lanes[id]?.begin(limit: .max) ?? [] : []
        // They came first, and keep their place.
        state.lanes[id]?.putBack(repeated)
        let isOver =
          outcome.isDisconnected
          || awaited == nil && (state.queuedCount > 0 || (state.lanes[id]?.count ?? 0) == 0)
        guard isOver else { return (nil, behind) }
        record.speed = state.speeds[id]
        record.codes = Array(codes.codes.prefix(Self.maximumKeptCodes))
        keep(&record, of: id, in: &state)
        return (Self.end(id, in: &state), behind)
      }
      // The next group goes on its way before this one is answered: its calls have waited long enough.
      if action == .requestGroup { requestGroup(of: id) }
      reader.proceed()
      isLast = action != nil
      earlier.give()
      earlier = AnswersToGive(
        outcome.answers + Self.refusals(of: behind), to: group.calls + behind, except: repeated,
        afterwards: telling(of: outcome))
    }
    earlier.give()
  }

  /// What the observer is to hear of a group; `nil`, as for nearly all groups: nothing.
  private func telling(of outcome: IssueGroup.Outcome) -> (() -> Void)? {
    guard let observer, let opening = outcome.opening else { return nil }
    return { observer.changed(opening.transitions, of: opening.campaign) }
  }

  private func run(
    on session: any CampaignSession, lane id: CampaignID, awaited: LockRequest?, earlier: AnswersToGive,
    record: inout LaneRecord, codes: inout CouponCodeReserve
  ) -> (IssueGroup, IssueGroup.Outcome) {
    let balance = record.balance
    let (waiting, limit) = state.withLock { state -> ([PendingIssue], Int) in
      let limit = balance.limit(waiting: state.lanes[id]?.count ?? 0, maximum: configuration.maximumGroupSize)
      return (state.lanes[id]?.begin(limit: limit) ?? [], limit)
    }
    var group = IssueGroup(campaignID: id, calls: waiting)
    var courtesy = record.courtesy
    let outcome = group.decide(
      in: session, awaited: awaited, isStandstill: memory?.isStandstill(id, at: .now) ?? false, limit: limit,
      lane: .init(
        expectsOthers: courtesy.expectsOthers,
        join: { limit, holders in
          self.state.withLock { state in
            state.lanes[id]?.join(limit: limit) { !holders.mayHold($0.caller) } ?? []
          }
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
    let isIdle: @Sendable () -> Bool = { self.state.withLock { $0.lanes.isEmpty } }
    let missingHashes = record.holders.missingHashes
    let hasRoom = state.withLock { state in
      if state.keptHolders + missingHashes > Self.maximumKeptHolders { Self.dropRested(in: &state, at: .now) }
      return state.keptHolders + missingHashes <= Self.maximumKeptHolders
    }
    guard hasRoom else { return record.holders.endReading(reading) }
    let isBegun = reader.begin(id, from: reading, isIdle: isIdle) { reading in
      self.state.withLock { state in
        if var record = state.takeRecord(of: id) {
          record.holders.endReading(reading)
          self.keep(&record, of: id, in: &state)
        } else if state.lanes[id] != nil {
          // A group that runs has the record, and takes the reading when it ends.
          state.readings[id] = reading
        }
      }
    }
    if !isBegun { record.holders.endReading(reading) }
  }

  /// The lock that may be sent behind a COMMIT; nil: nobody waits, or others have to have their turn.
  private func next(
    behind change: CampaignChange, holders: KnownHolders, limit: Int, courtesy: inout LockCourtesy
  ) -> LockRequest? {
    let id = change.campaign.id
    guard holders.isComplete, change.campaign.remainingCoupons > 0 else { return nil }
    let front = state.withLock { state -> ArraySlice<PendingIssue> in
      state.queuedCount == 0 ? state.lanes[id]?.front(limit: limit) ?? [] : []
    }
    if holders.othersIssued { courtesy.sawOthers() }
    guard !front.isEmpty, courtesy.mayFollow() else { return nil }
    let asked = AskedHoldings(of: front, at: .now, where: holders.mayHold)
    return LockRequest(id, users: asked.users, keys: asked.keys)
  }

  /// The answers of those who wait for a row that somebody holds for too long.
  private static func refusals(of calls: [PendingIssue]) -> [IssueGroup.Answer] {
    let now = ContinuousClock.now
    return calls.map {
      .failure($0.call.isOver(at: now) ? .deadlineExceeded : .overloaded(retryAfter: .seconds(1)))
    }
  }

  private static func end(_ id: CampaignID, in state: inout State) -> IssueLane<PendingIssue>.EndAction {
    let action = state.lanes[id]?.end() ?? .discard
    switch action {
    case .discard:
      state.lanes[id] = nil
      state.speeds[id] = nil
      state.readings[id] = nil
    case .requestGroup: state.queuedCount += 1
    }
    return action
  }

  /// Keeps what is known of a campaign, if there is room: what was of use to nobody for a while makes some. Nothing of the
  /// record is left to the caller: a second reference would make the next group copy millions of hashes.
  private func keep(_ record: inout LaneRecord, of id: CampaignID, in state: inout State) {
    defer { record = LaneRecord() }
    record.endTime = .now
    if isFull(state, with: record) { Self.dropRested(in: &state, at: record.endTime) }
    guard state.records.count < configuration.maximumLanes else { return }
    if isFull(state, with: record) { record.holders = KnownHolders() }
    state.keptHolders += record.holders.count
    state.records[id] = record
  }

  /// Drops what was of use to nobody for a while, unless that was done a moment ago.
  private static func dropRested(in state: inout State, at now: ContinuousClock.Instant) {
    guard now - state.sweepTime > restUntilSweep else { return }
    state.sweepTime = now
    let oldest = now - maximumRest
    state.records = state.records.filter { $0.value.endTime > oldest }
    state.keptHolders = state.records.values.reduce(0) { $0 + $1.holders.count }
  }

  private func isFull(_ state: State, with record: LaneRecord) -> Bool {
    state.keptHolders + record.holders.count > Self.maximumKeptHolders
      || state.records.count >= configuration.maximumLanes
  }
}
