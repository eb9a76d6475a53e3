import CampaignDomain

/// All that waits in an engine, and what it knows: lanes, calls whose campaigns are looked up, and what the groups of each
/// campaign leave behind. A value apart from threads and connections; it says what to do. The clock is a parameter.
struct IssueLanes {
  /// What the caller has to do after a call came.
  enum EnterAction {
    /// Nothing: it waits.
    case wait
    /// Ask for a connection to run a group on.
    case requestGroup
    /// Ask for a connection to look up ids on.
    case requestLookup
    case refuse
  }

  /// What became of a call at the door.
  struct Entry {
    var action: EnterAction
    /// Calls whose time is over and whose place this one needed.
    var dropped: [PendingIssue] = []
    /// Until those who wait are answered.
    var timeToAnswer = Duration.seconds(1)
  }

  /// What a lookup that is answered leads to.
  struct LookupEnd {
    /// Those whose campaign exists, in order of arrival, and what became of them at their lane's door.
    var entries: [(id: CampaignID, call: PendingIssue, entry: Entry)] = []
    /// Those whose campaign does not.
    var missing: [(id: CampaignID, waiting: PendingIssue)] = []
    /// Ask for a connection to look up ids on: others wait.
    var isWanted = false
  }

  /// Whose group to ask a connection for.
  struct GroupRequests {
    var isWanted = false
    /// The campaigns whose rows may be held and whose turn it is.
    var nextTries: [CampaignID] = []
  }

  private let configuration: IssueEngine.Configuration
  private var lanes: [CampaignID: IssueLane<PendingIssue>] = [:]
  /// How fast each lane is.
  private var speeds: [CampaignID: LaneSpeed] = [:]
  /// The lanes that wait for a connection.
  private(set) var queuedCount = 0
  private var trials: LockTrials
  private var patience: LockPatience
  /// What is known of the campaigns for which no group runs now.
  var records: LaneRecords
  /// What was read of campaigns for which a group runs now.
  private var readings: [CampaignID: HolderReading] = [:]
  private var known = KnownCampaigns()
  private var lookup: CampaignLookup<PendingIssue>

  init(_ configuration: IssueEngine.Configuration, at now: ContinuousClock.Instant) {
    self.configuration = configuration
    trials = LockTrials(
      capacity: configuration.maximumBlockedLanes, maximumTries: configuration.maximumBlockedTries)
    patience = LockPatience(limit: configuration.maximumBlockedTries)
    records = LaneRecords(capacity: configuration.maximumLanes, at: now)
    lookup = CampaignLookup(capacity: configuration.lookupCapacity)
  }

  /// Whether nobody waits for a coupon.
  var isIdle: Bool { lanes.isEmpty }

  /// How many wait in a lane.
  func waitingCount(_ id: CampaignID) -> Int { lanes[id]?.count ?? 0 }

  /// The first of those who wait in a lane, without taking them.
  func front(_ id: CampaignID, limit: Int) -> ArraySlice<PendingIssue> { lanes[id]?.front(limit: limit) ?? [] }

  /// There is such a campaign.
  mutating func learn(existing id: CampaignID) { known.insert(id) }
}

/// Calls come.
extension IssueLanes {
  mutating func enter(_ pending: PendingIssue, for id: CampaignID, at now: ContinuousClock.Instant) -> Entry {
    let hasLane = lanes[id] != nil
    // Behind those who wait until the campaign is known, though it is by now.
    guard !lookup.isAwaited(id), hasLane || records.contains(id) || known.contains(id) else {
      return enterLookup(pending, of: id, at: now)
    }
    return enterLane(pending, of: id, hasLane: hasLane, at: now)
  }

  private mutating func enterLane(
    _ pending: PendingIssue, of id: CampaignID, hasLane: Bool, at now: ContinuousClock.Instant
  ) -> Entry {
    var turn = LockTrials.EnterAction.tryNow
    if !hasLane {
      guard lanes.count < configuration.maximumLanes else { return Entry(action: .refuse) }
      if let suspicion = suspicion(of: id) { turn = trials.enter(id, suspicion) }
      guard turn != .refuse else { return Entry(action: .refuse) }
      lanes[id] = IssueLane(capacity: configuration.laneCapacity ?? 0)
      speeds[id] = records.speed(of: id) ?? LaneSpeed(groupSize: configuration.maximumGroupSize)
    }
    if configuration.laneCapacity == nil, let speed = speeds[id] { lanes[id]?.capacity = speed.callsInASecond }
    var dropped: [PendingIssue] = []
    var action = lanes[id]?.enter(pending) ?? .refuse
    if action == .refuse {
      dropped = lanes[id]?.dropFront { $0.call.isOver(at: now) } ?? []
      if !dropped.isEmpty { action = lanes[id]?.enter(pending) ?? .refuse }
    }
    switch action {
    case .wait: return Entry(action: .wait, dropped: dropped)
    case .requestGroup:
      // One whose turn has not come asks for a connection when it does.
      guard turn == .tryNow else { return Entry(action: .wait) }
      groupRequested(of: id, at: now)
      return Entry(action: .requestGroup, dropped: dropped)
    case .refuse:
      let timeToAnswer = speeds[id]?.timeToAnswer(waitingCount(id), at: now)
      return Entry(action: .refuse, dropped: dropped, timeToAnswer: timeToAnswer ?? .seconds(1))
    }
  }

  /// Why the campaign's row may be held; nil: nothing speaks for it.
  private func suspicion(of id: CampaignID) -> LockTrials.Suspicion? {
    switch records.wasHeld(id) {
    case true?: .wasHeld
    case false?: nil
    case nil: trials.suspectsNewOnes ? .isNew : nil
    }
  }

  /// A call for an id that nobody knows takes no lane, no turn and no record.
  private mutating func enterLookup(
    _ pending: PendingIssue, of id: CampaignID, at now: ContinuousClock.Instant
  ) -> Entry {
    var dropped: [PendingIssue] = []
    var action = lookup.enter(pending, for: id)
    if action == .refuse {
      dropped = lookup.dropFront { $0.call.isOver(at: now) }
      if !dropped.isEmpty { action = lookup.enter(pending, for: id) }
    }
    switch action {
    case .wait: return Entry(action: .wait, dropped: dropped)
    case .requestLookup: return Entry(action: .requestLookup, dropped: dropped)
    case .refuse: return Entry(action: .refuse, dropped: dropped)
    }
  }

  /// A connection is asked for. The wait for it is part of what a group takes.
  private mutating func groupRequested(of id: CampaignID, at now: ContinuousClock.Instant) {
    queuedCount += 1
    speeds[id]?.groupBegan(at: now)
  }
}

/// Ids that nobody knows are looked up.
extension IssueLanes {
  /// The connection for a lookup is there: the ids to look up.
  mutating func beginLookup() -> [CampaignID] { lookup.begin() }

  /// The lookup is answered: those whose campaign exists enter its lane, in order of arrival.
  mutating func endLookup(existing: Set<CampaignID>, at now: ContinuousClock.Instant) -> LookupEnd {
    let answer = lookup.end(existing: existing)
    for id in existing { known.insert(id) }
    var end = LookupEnd(missing: answer.missing, isWanted: answer.isRequested)
    end.entries.reserveCapacity(answer.found.count)
    for (id, pending) in answer.found {
      let entry = enterLane(pending, of: id, hasLane: lanes[id] != nil, at: now)
      end.entries.append((id, pending, entry))
    }
    return end
  }

  /// There is no answer: all who wait for one have to hear of it.
  mutating func failLookup() -> [PendingIssue] { lookup.fail() }
}

/// Groups run.
extension IssueLanes {
  /// What a campaign's groups begin with.
  struct Beginning {
    /// Nobody here has wanted its row yet.
    var isNew: Bool
    /// It is this campaign's turn to try for its row, which may be held.
    var isTry: Bool
    /// The first group waits for the row only a moment.
    var isHasty: Bool
  }

  /// A connection is there for a campaign's groups; `nil`: it is not its turn any more, and asks for one when it is. What the
  /// groups before left goes into `record`, of which nobody else has a copy.
  mutating func begin(
    _ id: CampaignID, taking record: inout LaneRecord, at now: ContinuousClock.Instant
  ) -> Beginning? {
    queuedCount -= 1
    let isTry = trials.isTrying(id)
    if !isTry, suspicion(of: id) == .isNew, trials.enter(id, .isNew) == .wait { return nil }
    var row = LockPatience.Row.new
    if let known = records.take(id) {
      record = known
      row = record.isWarm(at: now) ? .warm : .cold
    }
    let mayWait = patience.begin(id, row: row, at: now) && !record.isBlocked
    return Beginning(isNew: row == .new, isTry: trials.isTrying(id), isHasty: !mayWait)
  }

  /// The first of those who wait go with a group.
  mutating func beginGroup(_ id: CampaignID, _ balance: GroupBalance) -> (calls: [PendingIssue], limit: Int) {
    let limit = balance.limit(waiting: waitingCount(id), maximum: configuration.maximumGroupSize)
    return (lanes[id]?.begin(limit: limit) ?? [], limit)
  }

  /// More of those who wait go with the running group.
  mutating func join(_ id: CampaignID, limit: Int, while canJoin: (PendingIssue) -> Bool) -> [PendingIssue] {
    lanes[id]?.join(limit: limit, while: canJoin) ?? []
  }

  /// Calls that a group took and could not decide wait again, in front of all others.
  mutating func putBack(_ calls: [PendingIssue], _ id: CampaignID) { lanes[id]?.putBack(calls) }

  /// All who wait in a lane, with nothing left for a group.
  mutating func takeAll(_ id: CampaignID) -> [PendingIssue] { lanes[id]?.begin(limit: .max) ?? [] }

  /// A group has answers for so many calls, and the next may begin. Returns what a reader read meanwhile.
  mutating func endGroup(_ id: CampaignID, calls: Int, at now: ContinuousClock.Instant) -> HolderReading? {
    speeds[id]?.groupEnded(calls: calls, at: now)
    speeds[id]?.groupBegan(at: now)
    patience.proceed(id, at: now)
    return readings.removeValue(forKey: id)
  }

  /// The first group on a connection has ended. `isHeld`: whether the row was held; `nil`: nobody knows. Returns whose turn it
  /// is now.
  mutating func endFirst(
    _ id: CampaignID, _ beginning: Beginning, isHeld: Bool?, at now: ContinuousClock.Instant
  ) -> [CampaignID] {
    if beginning.isNew, let isHeld { trials.sawNewOne(isHeld: isHeld) }
    return beginning.isTry ? endTry(id, at: now) : []
  }

  private mutating func endTry(_ id: CampaignID, at now: ContinuousClock.Instant) -> [CampaignID] {
    let next = trials.end(id)
    for id in next { groupRequested(of: id, at: now) }
    return next
  }

  /// No connection could be had for a group: nobody who waits can be served.
  mutating func fail(_ id: CampaignID, at now: ContinuousClock.Instant) -> (calls: [PendingIssue], GroupRequests) {
    queuedCount -= 1
    let next = endTry(id, at: now)
    let calls = takeAll(id)
    return (calls, GroupRequests(isWanted: end(id), nextTries: next))
  }

  /// The campaign gives its connection back and leaves this record, unless it turned out that there is none. True: calls
  /// wait, and a connection has to be asked for again.
  mutating func end(
    _ id: CampaignID, isAbsent: Bool, keeping record: inout LaneRecord, at now: ContinuousClock.Instant
  ) -> Bool {
    patience.end(id)
    if isAbsent {
      known.remove(id)
    } else {
      known.insert(id)
      record.speed = speeds[id]
      records.keep(&record, of: id, at: now)
    }
    return end(id)
  }

  private mutating func end(_ id: CampaignID) -> Bool {
    switch lanes[id]?.end() ?? .discard {
    case .discard:
      lanes[id] = nil
      speeds[id] = nil
      readings[id] = nil
      return false
    case .requestGroup:
      queuedCount += 1
      return true
    }
  }

  /// Takes what a reader read of a campaign.
  mutating func take(_ reading: HolderReading, of id: CampaignID, at now: ContinuousClock.Instant) {
    if var record = records.take(id) {
      record.holders.endReading(reading)
      records.keep(&record, of: id, at: now)
    } else if lanes[id] != nil {
      // A group that runs has the record, and takes the reading when it ends.
      readings[id] = reading
    }
  }
}
