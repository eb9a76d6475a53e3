import CampaignDomain

/// The campaigns with callers whose row may be held: somebody held it when it was last wanted, or nobody here has wanted it
/// yet. They try for it in turn, a few at a time, so that the others leave connections to campaigns that sell, and one that
/// is free again is found soon. Those of which nobody knows go first: most are free. A pure value.
///
///     (none) ──enter──▶ waiting ──its turn──▶ trying ──end──▶ (none)
struct LockTrials {
  /// Why the row may be held.
  enum Suspicion {
    /// It was when it was last wanted: a place is needed, of which there are few.
    case wasHeld
    /// Nobody knows.
    case isNew
  }

  /// What the caller has to do after a campaign asked to try.
  enum EnterAction: Equatable {
    /// It may: ask for a connection.
    case tryNow
    /// Nothing: its turn comes.
    case wait
    /// Refuse the call: too many wait for their turn.
    case refuse
  }

  private let capacity: Int
  private let maximumTries: Int
  private var waitingNew = Line()
  private var waitingHeld = Line()
  private var trying: Set<CampaignID> = []
  /// Those of both whose row was held.
  private var held: Set<CampaignID> = []

  /// `capacity`: how many whose row was held may have a turn, those that try included.
  init(capacity: Int, maximumTries: Int) {
    self.capacity = capacity
    self.maximumTries = maximumTries
  }

  /// Whether it is this campaign's turn.
  func isTrying(_ id: CampaignID) -> Bool { trying.contains(id) }

  /// How many try.
  var tryingCount: Int { trying.count }

  /// A campaign that has neither a turn nor a try gets one.
  mutating func enter(_ id: CampaignID, _ suspicion: Suspicion) -> EnterAction {
    if suspicion == .wasHeld {
      guard held.count < capacity else { return .refuse }
      held.insert(id)
    }
    guard trying.count < maximumTries else {
      switch suspicion {
      case .wasHeld: waitingHeld.append(id)
      case .isNew: waitingNew.append(id)
      }
      return .wait
    }
    trying.insert(id)
    return .tryNow
  }

  /// Its try is over, whatever came of it. Returns whose turn it is: ask for a connection for that.
  mutating func end(_ id: CampaignID) -> CampaignID? {
    guard trying.remove(id) != nil else { return nil }
    held.remove(id)
    guard let next = waitingNew.popFirst() ?? waitingHeld.popFirst() else { return nil }
    trying.insert(next)
    return next
  }
}

/// Campaigns in order of arrival.
private struct Line {
  private var ids: [CampaignID] = []
  /// Those before it are gone; they are removed when they are half of all.
  private var head = 0

  mutating func append(_ id: CampaignID) {
    ids.append(id)
  }

  mutating func popFirst() -> CampaignID? {
    guard head < ids.count else { return nil }
    let first = ids[head]
    head += 1
    if head * 2 >= ids.count {
      ids.removeFirst(head)
      head = 0
    }
    return first
  }
}
