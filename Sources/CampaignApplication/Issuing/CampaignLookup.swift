import CampaignDomain

/// Calls for ids that nobody knows to be campaigns': they wait here, not in a lane, until one statement has looked up
/// the ids of all of them. A pure value: it knows nothing of threads or databases, and says what to do.
///
///     idle ──enter──▶ requested ──begin──▶ asking ──end──▶ idle, when nobody waits
///                         ▲                   │
///                         └───────────────────┘ end, when somebody does
struct CampaignLookup<Waiting> {
  enum State: Equatable {
    /// Nobody waits.
    case idle
    /// A connection has been asked for; the statement takes whoever waits when it is there.
    case requested
    /// The statement runs; who enters now goes with the next.
    case asking
  }

  /// The caller's next step after a call asked to enter.
  enum EnterAction: Equatable {
    /// Ask for a connection to look up ids on.
    case requestLookup
    /// Nothing: a statement that was asked for will take the call.
    case wait
    /// Refuse the call: too many wait.
    case refuse
  }

  typealias Entry = (id: CampaignID, waiting: Waiting)

  /// The fates of those who waited, each in order of arrival.
  struct Outcome {
    /// Their campaign exists: they enter its lane.
    var found: [Entry] = []
    var missing: [Entry] = []
    /// Others wait: ask for a connection again.
    var isRequested = false
  }

  private(set) var state = State.idle
  private let capacity: Int
  /// Those whose ids the statement looks up.
  private var asked: [Entry] = []
  private var waiting: [Entry] = []
  /// The ids of both; one of somebody who was dropped may be among them, and is asked for in vain.
  private var askedIDs: Set<CampaignID> = []
  private var waitingIDs: Set<CampaignID> = []

  /// `capacity`: the number of calls that may wait for the next statement, and go along with it.
  init(capacity: Int) {
    self.capacity = capacity
  }

  /// True where calls for the id wait. Later ones must wait behind them, though the id is known by now.
  func isAwaited(_ id: CampaignID) -> Bool {
    state != .idle && (askedIDs.contains(id) || waitingIDs.contains(id))
  }

  mutating func enter(_ call: Waiting, for id: CampaignID) -> EnterAction {
    guard waiting.count < capacity else { return .refuse }
    waiting.append((id, call))
    waitingIDs.insert(id)
    guard state == .idle else { return .wait }
    state = .requested
    return .requestLookup
  }

  /// Takes those at the front for whom `isOver` says that there is no use in waiting: they must not keep others out.
  /// Calls of one time limit grow old in their order, so that looking at the front is enough.
  mutating func dropFront(while isOver: (Waiting) -> Bool) -> [Waiting] {
    let dropped = waiting.prefix { isOver($0.waiting) }.map(\.waiting)
    if !dropped.isEmpty { waiting.removeFirst(dropped.count) }
    return dropped
  }

  /// The connection is there: the ids of all who wait, each once. Those of a statement whose session ended are asked
  /// for again.
  mutating func begin() -> [CampaignID] {
    state = .asking
    if asked.isEmpty { swap(&asked, &waiting) } else { asked += waiting }
    askedIDs.formUnion(waitingIDs)
    (waiting, waitingIDs) = ([], [])
    return Array(askedIDs)
  }

  /// The statement is answered. Calls that came meanwhile for a campaign that was found go along: behind those who were
  /// asked for, and before all who come later.
  mutating func end(existing: Set<CampaignID>) -> Outcome {
    var answer = Outcome()
    if existing.isEmpty {
      answer.missing = asked
    } else {
      for entry in asked {
        if existing.contains(entry.id) { answer.found.append(entry) } else { answer.missing.append(entry) }
      }
      answer.found += waiting.filter { existing.contains($0.id) }
      waiting.removeAll { existing.contains($0.id) }
      waitingIDs.subtract(existing)
    }
    asked = []
    askedIDs = []
    state = waiting.isEmpty ? .idle : .requested
    answer.isRequested = state == .requested
    return answer
  }

  /// There is no answer, or no connection: nobody who waits can be told.
  mutating func fail() -> [Waiting] {
    let all = asked + waiting
    self = CampaignLookup(capacity: capacity)
    return all.map(\.waiting)
  }
}
