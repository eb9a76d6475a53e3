import CampaignDomain

/// The campaigns with callers whose row may be held: somebody held it when it was last wanted. They try for it in turn,
/// a few at a time, so that the others leave connections to campaigns that sell, and one that is free again is found
/// soon. Rows that nobody here has wanted yet are free, until as many as may try turn out to be held one after the
/// other: from then on new ones take turns too, ahead of the others, until one is free. A pure value.
///
///     (none) ──enter──▶ waiting ──its turn──▶ trying ──end──▶ (none)
struct LockRetryQueue {
  /// The reason for which the row may be held.
  enum Suspicion {
    /// It was when it was last wanted: a place is needed, of which there are few.
    case wasHeld
    /// Nobody knows, and others like it were held.
    case isNew
  }

  /// The caller's next step after a campaign asked to try.
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
  private var waitingNew = ArrivalQueue<CampaignID>()
  private var waitingHeld = ArrivalQueue<CampaignID>()
  private var trying: Set<CampaignID> = []
  /// Those of both whose row was held.
  private var held: Set<CampaignID> = []
  /// The number of new ones that were held one after the other, lately.
  private var heldInARow = 0

  /// `capacity`: the number of those whose row was held that may have a turn, those that try included.
  init(capacity: Int, maximumTries: Int) {
    self.capacity = capacity
    self.maximumTries = maximumTries
  }

  /// True where it is this campaign's turn.
  func isTrying(_ id: CampaignID) -> Bool { trying.contains(id) }

  /// True where new ones take turns.
  var suspectsNewOnes: Bool { heldInARow >= maximumTries }

  /// A new one was held, or free.
  mutating func sawNewOne(isHeld: Bool) {
    heldInARow = isHeld ? min(heldInARow + 1, maximumTries) : 0
  }

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

  /// Its try is over, whatever came of it. Returns whose turn it is: ask for a connection for each. New ones that are
  /// suspected no longer have waited long enough.
  mutating func end(_ id: CampaignID) -> [CampaignID] {
    guard trying.remove(id) != nil else { return [] }
    held.remove(id)
    let cleared = suspectsNewOnes ? [] : waitingNew.take(limit: .max)
    guard let next = waitingNew.popFirst() ?? waitingHeld.popFirst() else { return cleared }
    trying.insert(next)
    return cleared + [next]
  }
}
