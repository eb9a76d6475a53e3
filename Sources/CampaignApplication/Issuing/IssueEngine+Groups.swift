import CampaignDomain

/// Groups of one campaign run on a connection, one behind the other.
extension IssueEngine.StateMachine {
  /// The state in which a campaign's groups begin.
  struct Beginning: Equatable {
    /// Nobody here has wanted its row yet.
    var isNew: Bool
    /// It is this campaign's turn to try for its row, which may be held.
    var isTry: Bool
    /// The first group waits for the row only a moment.
    var isHasty: Bool
  }

  /// The outcome of a group, as far as its lane is concerned.
  struct Ending {
    var callCount: Int
    var row: IssueGroup.Row
    /// Calls that the group could not decide and that wait again.
    var repeated: [PendingIssue] = []
    /// The connection is lost, or may be.
    var isDisconnected = false
    /// The next group's lock is on its way.
    var isFollowed = false
    /// The calls whose answers are held.
    var heldCount = 0
  }

  /// The consequences of a group's end.
  struct GroupEnd {
    /// Those who waited behind a row that is held: they hear of it with the group that tried.
    var behind: [PendingIssue] = []
    var actions: [IssueEngine.Action] = []
    /// The connection is given back.
    var isLast = false
    /// The next group waits for the row only a moment.
    var isHasty = false
  }

  /// A connection is there for a campaign's groups; `nil`: it is not its turn any more, and asks for one when it is.
  /// The record that the groups before left goes into `record`; nobody else has a copy of it.
  mutating func begin(
    _ id: CampaignID, taking record: inout LaneRecord, at now: ContinuousClock.Instant
  ) -> Beginning? {
    requestedCount -= 1
    guard let lane = lanes.place(of: id) else { return nil }
    if !retries.isTrying(id), suspicion(of: lanes[lane]) == .isNew, retries.enter(id, .isNew) == .wait {
      lanes[lane].move(to: .awaitingTurn)
      return nil
    }
    return begin(lane, id, taking: &record, at: now)
  }

  mutating func begin(
    _ lane: CampaignLanes.Place, _ id: CampaignID, taking record: inout LaneRecord, at now: ContinuousClock.Instant
  ) -> Beginning {
    let row: LockWaitBudget.Row = lanes[lane].isNew ? .new : lanes[lane].isWarm(at: now) ? .warm : .cold
    record = lanes.takeRecord(lane)
    lanes[lane].move(to: .running)
    let mayWait = waits.begin(id, row: row, at: now) && !lanes[lane].isBlocked
    return Beginning(isNew: row == .new, isTry: retries.isTrying(id), isHasty: !mayWait)
  }

  /// The first of those who wait go with a group.
  mutating func beginGroup(_ id: CampaignID, _ sizing: GroupSizing) -> (calls: [PendingIssue], limit: Int) {
    guard let lane = lanes.place(of: id) else { return ([], configuration.maximumGroupSize) }
    let limit = sizing.limit(waiting: lanes[lane].waiting.count, maximum: configuration.maximumGroupSize)
    return (lanes[lane].waiting.take(limit: limit), limit)
  }

  /// The time at which the campaign's transaction that begins was asked for.
  func requestTime(of id: CampaignID) -> ContinuousClock.Instant? {
    lanes.place(of: id).flatMap { lanes[$0].speed.runningSince }
  }

  /// The first of those who wait in a lane, without taking them, unless another campaign waits for the connection.
  func front(_ id: CampaignID, limit: Int) -> ArraySlice<PendingIssue> {
    guard !isConnectionWanted, let lane = lanes.place(of: id),
      lanes[lane].heldCount + configuration.maximumGroupSize < heldLimit
    else { return [] }
    return lanes[lane].waiting.front(limit: limit)
  }

  /// More of those who wait go with the running group.
  mutating func join(_ id: CampaignID, limit: Int, while canJoin: (PendingIssue) -> Bool) -> [PendingIssue] {
    guard let lane = lanes.place(of: id) else { return [] }
    return lanes[lane].waiting.take(limit: limit, while: canJoin)
  }

  /// A group is decided, and the next may begin; or nobody waits, or others wait for the connection: then it is given
  /// back, and the campaign leaves `record`. `beginning`: it was the first on the connection.
  mutating func endGroup(
    _ id: CampaignID, _ ending: Ending, _ beginning: Beginning?, record: inout LaneRecord,
    codes: [CouponCode], at now: ContinuousClock.Instant
  ) -> GroupEnd {
    guard let lane = lanes.place(of: id) else { return GroupEnd(isLast: true) }
    lanes[lane].speed.groupEnded(calls: ending.callCount, at: now)
    lanes[lane].speed.groupBegan(at: now)
    waits.proceed(id, at: now)
    if let reading = lanes[lane].reading.take() { record.holders.endReading(reading) }
    var end = GroupEnd()
    let isHeld = ending.row == .held
    if let beginning {
      if beginning.isNew, ending.row != .unknown { retries.sawNewOne(isHeld: isHeld) }
      if beginning.isTry { end.actions = endTry(id, at: now) }
    }
    if ending.row != .unknown { lanes[lane].isBlocked = isHeld }
    // Group after group would keep the connection from other campaigns for as long as the row is held.
    if isHeld { end.behind = lanes[lane].waiting.take(limit: .max) }
    // They came first, and keep their place.
    lanes[lane].waiting.putBack(ending.repeated)
    lanes[lane].heldCount += ending.heldCount
    end.isHasty = lanes[lane].isBlocked
    end.isLast =
      ending.isDisconnected
      || !ending.isFollowed && (isConnectionWanted || lanes[lane].waiting.isEmpty || mustRest(lane))
    if end.isLast {
      record.codes = Array(codes.prefix(LaneRecord.maximumCodes))
      waits.end(id)
      if let action = leave(&record, of: id, ending.row, at: now) { end.actions.append(action) }
    }
    return end
  }

  /// A transaction of the campaign is over and leaves this record, unless it turned out that there is no such campaign.
  mutating func leave(
    _ record: inout LaneRecord, of id: CampaignID, _ row: IssueGroup.Row, alone: Bool = false,
    at now: ContinuousClock.Instant
  ) -> IssueEngine.Action? {
    if row == .absent {
      forget(id)
      record = LaneRecord()
    } else {
      learn(existing: id)
      lanes.keep(&record, of: id, canShare: row == .locked, at: now)
    }
    guard let lane = lanes.place(of: id), !lanes[lane].waiting.isEmpty else {
      lanes.rest(id, at: now)
      return nil
    }
    return request(lane, id, alone: alone, at: now)
  }

  /// Calls wait in the campaign's lane, or are held.
  func isPressed(_ id: CampaignID) -> Bool {
    guard let lane = lanes.place(of: id) else { return false }
    return !lanes[lane].waiting.isEmpty || lanes[lane].heldCount > 0
  }

  /// As many of the lane's calls are held as may be, or so many that others are worth waiting for.
  func mustRest(_ lane: CampaignLanes.Place) -> Bool {
    lanes[lane].heldCount >= heldLimit || lanes[lane].awaitsMore
  }

  /// So many calls of a campaign are held no more, after this time.
  mutating func lifted(
    _ count: Int, of id: CampaignID, after time: Duration, at now: ContinuousClock.Instant
  ) -> IssueEngine.Action? {
    guard let lane = lanes.place(of: id) else { return nil }
    lanes[lane].lifted(count, after: time)
    return proceed(lane, id, at: now)
  }

  /// Fewer are held, or more wait: a lane that waited for that asks for a connection.
  mutating func proceed(
    _ lane: CampaignLanes.Place, _ id: CampaignID, at now: ContinuousClock.Instant
  ) -> IssueEngine.Action? {
    guard lanes[lane].state == .awaitingDurability, !mustRest(lane) else { return nil }
    return request(lane, id, at: now)
  }

  /// A campaign's try for its row is over: others have their turn.
  private mutating func endTry(_ id: CampaignID, at now: ContinuousClock.Instant) -> [IssueEngine.Action] {
    retries.end(id).compactMap { next in
      lanes.place(of: next).flatMap { request($0, next, alone: true, at: now) }
    }
  }

  /// No connection could be had for a group: nobody who waits can be served.
  mutating func fail(
    _ id: CampaignID, at now: ContinuousClock.Instant
  ) -> (calls: [PendingIssue], actions: [IssueEngine.Action]) {
    requestedCount -= 1
    let actions = endTry(id, at: now)
    return (takeAll(id, at: now), actions)
  }

  private mutating func takeAll(_ id: CampaignID, at now: ContinuousClock.Instant) -> [PendingIssue] {
    guard let lane = lanes.place(of: id) else { return [] }
    let calls = lanes[lane].waiting.take(limit: .max)
    lanes.rest(id, at: now)
    return calls
  }

  /// No connection could be had for those in line: none of them can be served.
  mutating func failLine(at now: ContinuousClock.Instant) -> [PendingIssue] {
    isLineRequested = false
    return line.take(limit: .max).flatMap { takeAll($0, at: now) }
  }

  /// Takes what a reader read of a campaign; a group that runs takes it when it ends.
  mutating func take(_ reading: HolderReading, of id: CampaignID, at now: ContinuousClock.Instant) {
    guard let lane = lanes.place(of: id) else { return }
    if lanes[lane].state == .running {
      lanes[lane].reading = reading
    } else {
      var record = lanes.takeRecord(lane)
      record.holders.endReading(reading)
      lanes.keep(&record, of: id, canShare: lanes[lane].canShare, at: now)
    }
  }
}
