import CampaignDomain

/// The choice of groups that may wait for their campaign's row as long as the database lets them. Many rows that are
/// held at once, of which nobody knows yet, must not keep all connections: half of them wait, the others ask for a
/// moment. A pure value; the clock is a parameter.
struct LockWaitBudget {
  /// The knowledge of a campaign's row.
  enum Row {
    /// It was had a moment ago, as it is with a campaign that sells.
    case warm
    /// It was free when it was last wanted.
    case cold
    /// Nobody here has wanted it yet.
    case new
  }

  /// A group that takes longer waits for something.
  private static let standstill = Duration.milliseconds(100)

  private let limit: Int
  private struct Group {
    var beginTime: ContinuousClock.Instant
    /// The row is not locked yet: somebody may hold it.
    var awaitsLock: Bool
  }

  /// The group that runs, for each campaign that has a connection. They are few.
  private var groups: [CampaignID: Group] = [:]
  /// The new one that is waited for.
  private var awaitedNewOne: CampaignID?

  /// `limit`: the number of connections that may be waited on in any case.
  init(limit: Int) {
    self.limit = limit
  }

  /// A campaign's first group on a connection begins. A row that is warm is waited for unless so many others stand
  /// still, or wait for theirs: all of these may be held. One of the new ones is waited for.
  mutating func begin(_ id: CampaignID, row: Row, at now: ContinuousClock.Instant) -> Bool {
    let others = groups.values
    groups[id] = Group(beginTime: now, awaitsLock: true)
    switch row {
    case .warm: return others.count { $0.awaitsLock || now - $0.beginTime > Self.standstill } < limit
    case .cold: return others.count < limit
    case .new:
      guard others.count < limit, awaitedNewOne == nil else { return false }
      awaitedNewOne = id
      return true
    }
  }

  /// The campaign's first group has the row.
  mutating func locked(_ id: CampaignID) {
    groups[id]?.awaitsLock = false
  }

  /// The next group begins on the same connection.
  mutating func proceed(_ id: CampaignID, at now: ContinuousClock.Instant) {
    groups[id]?.beginTime = now
  }

  /// The connection is given back.
  mutating func end(_ id: CampaignID) {
    groups[id] = nil
    if awaitedNewOne == id { awaitedNewOne = nil }
  }
}
