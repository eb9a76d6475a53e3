import CampaignDomain

/// One campaign in the engine: who waits for its next transaction, first come, first served, how fast they are
/// answered, and what its transactions leave for those behind them. A value: it knows nothing of threads or databases.
///
///     resting ──▶ waiting for a turn ──▶ requested ──▶ running ──▶ resting, when nobody waits
///        ├──────────────────────────────────▲  ▲           │
///        └──▶ in line ──▶ running (alone, or with others) ─┴──▶ requested or in line, when somebody does;
///                                                              awaiting durability before, when many are held
struct CampaignLane {
  enum State: CaseIterable {
    /// Nobody waits and nothing runs.
    case resting
    /// Its row may be held: a connection is asked for when it is its turn to try.
    case awaitingTurn
    /// A connection has been asked for; a group takes whoever waits when it is there.
    case requested
    /// It waits with others for one connection, on which one transaction serves all of them.
    case inLine
    /// A transaction runs and has the record; who enters now goes with the next.
    case running
    /// As many of its calls as may be are decided and held, or many and few wait: the next transaction begins when some
    /// of those who are held are answered, or more wait.
    case awaitingDurability

    /// The states that may follow this one.
    var exits: Set<State> {
      switch self {
      case .resting: [.awaitingTurn, .requested, .inLine, .awaitingDurability]
      case .awaitingTurn: [.requested, .awaitingDurability]
      case .requested: [.running, .awaitingTurn, .resting]
      case .inLine: [.running, .resting]
      case .running: [.requested, .inLine, .resting, .awaitingDurability]
      case .awaitingDurability: [.requested, .inLine]
      }
    }
  }

  /// The number of calls with which a lane has a transaction of its own.
  static let busyCount = 8
  /// The numbers of calls that are held, beside which a transaction for a few others is not worth its cost.
  static let crowdSizes = (2 * busyCount)...(2 * GroupSizing.smallestHalf)

  private(set) var state = State.resting
  var waiting = ArrivalQueue<PendingIssue>()
  var speed: LaneSpeed
  /// The knowledge of the campaign while nothing runs; `nil`: nobody here has wanted its row yet, or a group has it.
  var record: LaneRecord?
  /// The calls that are decided and whose answers are held.
  var heldCount = 0
  /// The average of the times for which answers were held.
  private var holdTime = Duration.zero
  /// Somebody held the row for too long when it was last wanted.
  var isBlocked = false
  /// All who hold coupons were known when the last transaction ended, and the campaign had some left: the next calls
  /// may share a transaction with others.
  var canShare = false
  /// The time at which the last transaction ended.
  var endTime: ContinuousClock.Instant?
  /// The holders of the campaign that were read while a group ran.
  var reading: HolderReading?

  init(groupSize: Int) { speed = LaneSpeed(groupSize: groupSize) }

  /// Nobody here has wanted its row yet.
  var isNew: Bool { endTime == nil }

  /// Its row was had a moment ago, and will be again.
  func isWarm(at now: ContinuousClock.Instant) -> Bool {
    guard !isBlocked, let endTime else { return false }
    return now - endTime < .seconds(1)
  }

  /// True where so many wait that they need no others to fill a transaction.
  var isBusy: Bool { waiting.count >= Self.busyCount }

  /// True where so many more are held than wait that most of a crowd is about to come back: a transaction now would
  /// be small, and what each costs whatever its size would be paid again for the rest of them. Not of a crowd so large
  /// that one more transaction costs it little, nor where answers are held for longer than a large group takes: whoever
  /// is decided before the next marker is told with it.
  var awaitsMore: Bool {
    Self.crowdSizes.contains(heldCount) && waiting.count < heldCount / 2 && holdTime < speed.fullGroupTime
  }

  /// So many calls are held no more, after this time.
  mutating func lifted(_ count: Int, after time: Duration) {
    heldCount = max(0, heldCount - count)
    holdTime += (time - holdTime) * LaneSpeed.weight
  }

  mutating func move(to next: State) {
    assert(next == state || state.exits.contains(next), "\(state) to \(next)")
    state = next
  }
}

/// The record that the transactions of a campaign leave for those behind them. One at a time has it: a second copy
/// would make its next change copy millions of hashes.
struct LaneRecord {
  /// The most codes that it keeps.
  static let maximumCodes = 64

  var holders = KnownHolders()
  var fairness = LockFairness()
  var sizing = GroupSizing()
  /// The gate's losses when it was last looked at: with another, the holders are worth nothing.
  var lossCount: UInt64 = 0
  /// Drawn ahead of the next group.
  var codes: [CouponCode] = []
}
