/// The calls of one campaign that wait for its next transaction, first come, first served. A pure value: it knows
/// nothing of calls, threads or databases, and says what to do.
///
///     idle ──enter──▶ queued ──begin──▶ running ──end──▶ idle, when nobody waits
///                                       │  ▲ │└───end──▶ queued, when somebody does
///                                       └──┴─┘ begin: the next group, on the same connection
struct IssueLane<Waiting> {
  enum State: Equatable {
    /// Nobody waits and nothing runs.
    case idle
    /// A group has been asked for and takes whoever waits when its connection is there.
    case queued
    /// A group's transaction runs; who enters now goes with the next.
    case running

    /// The states that may follow this one.
    var exits: [State] {
      switch self {
      case .idle: [.queued]
      case .queued: [.running]
      case .running: [.running, .queued, .idle]
      }
    }
  }

  /// The caller's next step after a call asked to enter.
  enum EnterAction: Equatable {
    /// Ask for a connection to run a group on.
    case requestGroup
    /// Nothing: a group that was asked for will take the call.
    case wait
    /// Refuse the call: the lane is full.
    case refuse
  }

  /// What the caller has to do after a group ended.
  enum EndAction: Equatable {
    /// Ask for a connection again: calls wait.
    case requestGroup
    /// Forget the lane: nobody waits.
    case discard
  }

  private(set) var state = State.idle
  /// How many may wait; those who wait already stay when it shrinks.
  var capacity: Int
  /// Those before `head` have gone with a group; they are removed when they are more than half of it, so that taking
  /// a group costs what the group counts, however many wait behind it.
  private var waiting: [Waiting] = []
  private var head = 0

  init(capacity: Int) {
    self.capacity = capacity
  }

  var count: Int { waiting.count - head }

  mutating func enter(_ call: Waiting) -> EnterAction {
    guard count < capacity else { return .refuse }
    waiting.append(call)
    guard state == .idle else { return .wait }
    state = .queued
    return .requestGroup
  }

  /// Takes those at the front for whom `isOver` says that there is no use in waiting: they must not keep others out of a
  /// full lane. Calls of one time limit grow old in their order, so that looking at the front is enough.
  mutating func dropFront(while isOver: (Waiting) -> Bool) -> [Waiting] {
    let dropped = Array(waiting[head...].prefix(while: isOver))
    takeFront(dropped.count)
    return dropped
  }

  private mutating func takeFront(_ count: Int) {
    head += count
    if head * 2 >= waiting.count {
      waiting.removeFirst(head)
      head = 0
    }
  }

  /// The group's connection is there: the first `limit` of those who wait go with it, in order.
  mutating func begin(limit: Int) -> [Waiting] {
    state = .running
    let group = Array(waiting[head...].prefix(limit))
    takeFront(group.count)
    return group
  }

  /// More of those who wait go with the running group, in order: up to `limit`, and none behind one who can't.
  mutating func join(limit: Int, while canJoin: (Waiting) -> Bool) -> [Waiting] {
    let joined = Array(waiting[head...].prefix(max(0, limit)).prefix(while: canJoin))
    takeFront(joined.count)
    return joined
  }

  /// Calls that a group took and could not decide wait again, in front of all others: they came first.
  mutating func putBack(_ calls: [Waiting]) {
    waiting.insert(contentsOf: calls, at: head)
  }

  /// The first of those who wait, without taking them.
  func front(limit: Int) -> ArraySlice<Waiting> {
    waiting[head...].prefix(limit)
  }

  /// The group's transaction is over, or could not begin.
  mutating func end() -> EndAction {
    guard count > 0 else {
      state = .idle
      return .discard
    }
    state = .queued
    return .requestGroup
  }
}
