import CampaignDomain

extension IssueEngine {
  /// The engine's next step outside of its lock.
  enum Action: Equatable {
    /// Ask for a connection to run the campaign's groups on.
    case requestGroup(CampaignID)
    /// Ask for a connection for the lanes that wait in line.
    case requestSharedGroup
    /// Ask for a connection to look up ids on.
    case requestLookup
  }

  /// All that waits in an engine, and what it knows of campaigns. Its transitions say what to do; it knows nothing of
  /// threads or databases, and the clock is a parameter.
  struct StateMachine {
    /// The fate of a call at the door.
    enum Entry: Equatable {
      /// It waits.
      case waiting(Action?)
      /// Too many wait, and those ahead are answered after so long.
      case refused(timeToAnswer: Duration)
    }

    /// The consequences of a lookup that is answered.
    struct LookupEnd {
      /// Those whose campaign exists, in order of arrival, and what became of them at their lane's door.
      var entries: [(call: PendingIssue, entry: Entry)] = []
      /// Those whose campaign does not.
      var missing: [(id: CampaignID, waiting: PendingIssue)] = []
      var action: Action?
    }

    let configuration: Configuration
    var lanes: CampaignLanes
    /// The number of lanes that have asked for a connection of their own.
    var requestedCount = 0
    /// Lanes that may share a transaction, in order of arrival.
    var line = ArrivalQueue<CampaignID>()
    /// A connection has been asked for those in line.
    var isLineRequested = false
    /// The number of transactions of several lanes that run.
    var sharedCount = 0
    var sharedSizing = GroupSizing()
    var retries: LockRetryQueue
    var waits: LockWaitBudget
    private var known = KnownCampaigns()
    private var lookup: CampaignLookup<PendingIssue>

    init(_ configuration: Configuration, at now: ContinuousClock.Instant) {
      self.configuration = configuration
      lanes = CampaignLanes(capacity: configuration.maximumLanes, at: now)
      retries = LockRetryQueue(
        capacity: configuration.maximumBlockedLanes, maximumTries: configuration.maximumBlockedTries)
      waits = LockWaitBudget(limit: configuration.maximumBlockedTries)
      lookup = CampaignLookup(capacity: configuration.lookupCapacity)
    }

    /// The calls of one campaign that may be held before its next transaction begins.
    var heldLimit: Int { 4 * configuration.maximumGroupSize }

    /// True where nobody waits for a coupon.
    var isIdle: Bool { lanes.activeCount == 0 }

    /// True where a campaign waits for a connection.
    var isConnectionWanted: Bool { requestedCount > 0 || isLineRequested }

    /// There is such a campaign.
    mutating func learn(existing id: CampaignID) { known.insert(id) }

    /// It was looked for and is gone.
    mutating func forget(_ id: CampaignID) { known.remove(id) }
  }
}

// MARK: - Calls come

extension IssueEngine.StateMachine {
  /// A call comes. `dropped` gets those whose time is over and whose place it needed.
  mutating func enter(
    _ pending: PendingIssue, for id: CampaignID, at now: ContinuousClock.Instant, dropped: inout [PendingIssue]
  ) -> Entry {
    // It goes behind those who wait until the campaign is known, though it is by now.
    guard !lookup.isAwaited(id), lanes.contains(id) || known.contains(id) else {
      return enterLookup(pending, of: id, at: now, dropped: &dropped)
    }
    return enterLane(pending, of: id, at: now, dropped: &dropped)
  }

  private mutating func enterLane(
    _ pending: PendingIssue, of id: CampaignID, at now: ContinuousClock.Instant, dropped: inout [PendingIssue]
  ) -> Entry {
    let lane = lanes.place(of: id, groupSize: configuration.maximumGroupSize)
    if lanes[lane].state == .resting { return wake(lane, id, for: pending, at: now) }
    if lanes[lane].waiting.count >= configuration.laneCapacity ?? lanes[lane].speed.callsInASecond {
      let late = lanes[lane].waiting.take(limit: .max) { $0.call.isOver(at: now) }
      guard !late.isEmpty else {
        return .refused(timeToAnswer: lanes[lane].speed.timeToAnswer(lanes[lane].waiting.count, at: now))
      }
      dropped += late
    }
    lanes[lane].waiting.append(pending)
    if lanes[lane].state == .inLine, !isLineRequested { return .waiting(requestLine()) }
    return .waiting(proceed(lane, id, at: now))
  }

  /// The first call comes to a lane.
  private mutating func wake(
    _ lane: CampaignLanes.Place, _ id: CampaignID, for pending: PendingIssue, at now: ContinuousClock.Instant
  ) -> Entry {
    let turn = lanes.activeCount < configuration.maximumLanes ? turn(of: id, lanes[lane]) : .refuse
    guard turn != .refuse else {
      lanes.forgetIfNew(id)
      return .refused(timeToAnswer: .seconds(1))
    }
    lanes[lane].waiting.append(pending)
    lanes.leftRest()
    guard turn == .tryNow else {
      lanes[lane].move(to: .awaitingTurn)
      return .waiting(nil)
    }
    return .waiting(request(lane, id, at: now))
  }

  /// Decides whether the campaign may ask for a connection: its row may be held, and others try for theirs.
  private mutating func turn(of id: CampaignID, _ lane: borrowing CampaignLane) -> LockRetryQueue.EnterAction {
    guard let suspicion = suspicion(of: lane) else { return .tryNow }
    return retries.enter(id, suspicion)
  }

  /// The reason for which the campaign's row may be held; `nil`: nothing speaks for it.
  func suspicion(of lane: borrowing CampaignLane) -> LockRetryQueue.Suspicion? {
    if lane.isBlocked { return .wasHeld }
    return lane.isNew && retries.suspectsNewOnes ? .isNew : nil
  }

  /// Calls wait: a connection is asked for, for the lane alone or for all in line, unless calls of the lane that are
  /// held come first. The wait for it is part of what a group takes.
  mutating func request(
    _ lane: CampaignLanes.Place, _ id: CampaignID, alone: Bool = false, at now: ContinuousClock.Instant
  ) -> IssueEngine.Action? {
    guard !mustRest(lane) else {
      lanes[lane].move(to: .awaitingDurability)
      if alone { lanes[lane].canShare = false }
      return nil
    }
    lanes[lane].speed.groupBegan(at: now)
    if !alone && lanes[lane].canShare && !lanes[lane].isBusy {
      lanes[lane].move(to: .inLine)
      line.append(id)
      return requestLine()
    }
    lanes[lane].move(to: .requested)
    requestedCount += 1
    return .requestGroup(id)
  }
}

// MARK: - Ids that nobody knows are looked up

extension IssueEngine.StateMachine {
  /// A call for an id that nobody knows takes no lane, no turn and no record.
  private mutating func enterLookup(
    _ pending: PendingIssue, of id: CampaignID, at now: ContinuousClock.Instant, dropped: inout [PendingIssue]
  ) -> Entry {
    var action = lookup.enter(pending, for: id)
    if action == .refuse {
      let late = lookup.dropFront { $0.call.isOver(at: now) }
      if !late.isEmpty { action = lookup.enter(pending, for: id) }
      dropped += late
    }
    switch action {
    case .wait: return .waiting(nil)
    case .requestLookup: return .waiting(.requestLookup)
    case .refuse: return .refused(timeToAnswer: .seconds(1))
    }
  }

  /// The connection for a lookup is there: the ids to look up.
  mutating func beginLookup() -> [CampaignID] { lookup.begin() }

  /// The lookup is answered: those whose campaign exists enter its lane, in order of arrival.
  mutating func endLookup(
    existing: Set<CampaignID>, at now: ContinuousClock.Instant, dropped: inout [PendingIssue]
  ) -> LookupEnd {
    let answer = lookup.end(existing: existing)
    for id in existing { known.insert(id) }
    var end = LookupEnd(missing: answer.missing, action: answer.isRequested ? .requestLookup : nil)
    end.entries.reserveCapacity(answer.found.count)
    for (id, pending) in answer.found {
      end.entries.append((pending, enterLane(pending, of: id, at: now, dropped: &dropped)))
    }
    return end
  }

  /// There is no answer: all who wait for one have to hear of it.
  mutating func failLookup() -> [PendingIssue] { lookup.fail() }
}
