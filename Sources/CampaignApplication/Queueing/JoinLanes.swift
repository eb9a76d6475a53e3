import CampaignDomain

/// The calls of JoinQueue that wait, a lane for each campaign: while a transaction of a campaign runs, those who come
/// wait for the next, which takes them. A pure value: it knows nothing of threads or databases, and says what to do.
///
///     (no lane) ──enter──▶ requested ──begin──▶ running ──end──▶ (no lane), when nobody waits
///                              ▲                 │   ▲ │
///                              │                 │   └─┘ end, when others wait, and no other campaign does
///                              └─────────────────┘ end, when others wait, and another campaign does; lifted, where
///                                                  too many calls were held
struct JoinLanes<Waiting: Sendable>: Sendable {
  /// The limits of waiting. All must be above 0.
  struct Limits: Sendable {
    /// The calls that may wait for one campaign.
    var laneCapacity = 20_000
    /// The campaigns that may have calls waiting at once.
    var laneCount = 10_000
    /// The most calls of one transaction.
    var groupSize = 256
    /// The calls of one campaign that may be held before its next transaction begins.
    var heldCalls: Int { 4 * groupSize }
  }

  /// The caller's next step after a call asked to enter.
  enum EnterAction: Equatable {
    /// Ask for a connection for the campaign's groups.
    case requestConnection
    /// Nothing: a group that was asked for will take the call.
    case wait
    /// Refuse the call: too many wait.
    case refuse
  }

  /// The step after a group.
  enum NextAction: Equatable {
    /// Run the next group on the same connection.
    case runNext
    /// Give the connection back, and ask for one again.
    case requestConnection
    /// Give the connection back: nobody waits, or too many calls are held.
    case rest
  }

  /// A group that begins.
  struct Group: Sendable {
    var calls: [Waiting]
    /// True where the campaign was not seen to take new entries: it may have ended, or there is none of that id. Then a
    /// look without the lock comes first, and a crowd that is refused doesn't wait for the line's row.
    var looksFirst: Bool
  }

  /// The outcome of a group, as far as its lane is concerned.
  struct Ending: Sendable {
    /// Calls that the group could not decide and that wait again, in front.
    var repeated: [Waiting] = []
    /// True where the campaign takes new entries; `nil`: nobody knows.
    var isOpenToNewcomers: Bool?
    /// The calls whose answers are held.
    var heldCount = 0
    /// Somebody held the line's row for too long: those who wait behind hear of it with the group.
    var isHeld = false
    /// The connection is lost, or may be.
    var isDisconnected = false
  }

  private struct Lane {
    var waiting = ArrivalQueue<Waiting>()
    var isRunning = false
    /// As many of its calls as may be are held: a connection is asked for when some of them are answered.
    var awaitsDurability = false
  }

  private let limits: Limits
  private var lanes: [CampaignID: Lane] = [:]
  /// The number of lanes that have asked for a connection and have none yet.
  private var requestedCount = 0
  /// The calls of each campaign that are decided and whose answers are held.
  private var heldCounts: [CampaignID: Int] = [:]
  /// The campaigns that took new entries when they were last seen.
  private var openToNewcomers: KnownCampaigns

  init(_ limits: Limits) {
    self.limits = limits
    openToNewcomers = KnownCampaigns(capacity: 2 * limits.laneCount)
  }

  /// True where nobody waits and nothing runs.
  var isEmpty: Bool { lanes.isEmpty }

  mutating func enter(_ call: Waiting, for id: CampaignID) -> EnterAction {
    guard let count = lanes[id]?.waiting.count else {
      guard lanes.count < limits.laneCount else { return .refuse }
      lanes[id] = Lane()
      lanes[id]?.waiting.append(call)
      return request(id) ? .requestConnection : .wait
    }
    guard count < limits.laneCapacity else { return .refuse }
    lanes[id]?.waiting.append(call)
    return .wait
  }

  /// Has a connection asked for, unless as many calls as may be are held.
  private mutating func request(_ id: CampaignID) -> Bool {
    let isFull = heldCounts[id, default: 0] >= limits.heldCalls
    lanes[id]?.awaitsDurability = isFull
    if !isFull { requestedCount += 1 }
    return !isFull
  }

  /// True where calls wait, or are held: a group gives the line's row back early.
  func isPressed(_ id: CampaignID) -> Bool { lanes[id]?.waiting.isEmpty == false || heldCounts[id] != nil }

  /// So many calls of a campaign are held no more. True: ask for a connection for its groups.
  mutating func lifted(_ count: Int, of id: CampaignID) -> Bool {
    let left = heldCounts[id, default: 0] - count
    heldCounts[id] = left > 0 ? left : nil
    return lanes[id]?.awaitsDurability == true && request(id)
  }

  /// Takes those at the front for whom `isOver` says that there is no use in waiting: they must not keep others out.
  mutating func dropFront(of id: CampaignID, while isOver: (Waiting) -> Bool) -> [Waiting] {
    lanes[id]?.waiting.take(limit: .max, while: isOver) ?? []
  }

  /// A connection is there for the campaign's groups.
  mutating func begin(_ id: CampaignID) -> Group {
    requestedCount -= 1
    lanes[id]?.isRunning = true
    return next(id)
  }

  /// The next group on the same connection.
  mutating func next(_ id: CampaignID) -> Group {
    Group(
      calls: lanes[id]?.waiting.take(limit: limits.groupSize) ?? [], looksFirst: !openToNewcomers.contains(id))
  }

  /// The group is decided. `behind`: those who hear the same as it.
  mutating func end(_ id: CampaignID, _ ending: Ending) -> (action: NextAction, behind: [Waiting]) {
    switch ending.isOpenToNewcomers {
    case true?: openToNewcomers.insert(id)
    case false?: openToNewcomers.remove(id)
    case nil: break
    }
    let behind = ending.isHeld ? lanes[id]?.waiting.take(limit: .max) ?? [] : []
    lanes[id]?.waiting.putBack(ending.repeated)
    if ending.heldCount > 0 { heldCounts[id, default: 0] += ending.heldCount }
    guard let lane = lanes[id], !lane.waiting.isEmpty else {
      lanes[id] = nil
      return (.rest, behind)
    }
    let isFull = heldCounts[id, default: 0] >= limits.heldCalls
    guard ending.isDisconnected || requestedCount > 0 || isFull else { return (.runNext, behind) }
    lanes[id]?.isRunning = false
    return (request(id) ? .requestConnection : .rest, behind)
  }

  /// No connection could be had: nobody who waits can be served.
  mutating func fail(_ id: CampaignID) -> [Waiting] {
    requestedCount -= 1
    let calls = lanes[id]?.waiting.take(limit: .max) ?? []
    lanes[id] = nil
    return calls
  }
}
