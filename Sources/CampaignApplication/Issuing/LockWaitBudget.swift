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
  /// The time at which the group that runs began, for each campaign that has a connection. They are few.
  private var beginnings: [CampaignID: ContinuousClock.Instant] = [:]
  /// The new one that is waited for.
  private var awaitedNewOne: CampaignID?

  /// `limit`: the number of connections that may be waited on in any case.
  init(limit: Int) {
    self.limit = limit
  }

  /// A campaign's first group on a connection begins. A row that is warm is waited for unless others stand still; of
  /// new ones one is: were it more, all of them might be held.
  mutating func begin(_ id: CampaignID, row: Row, at now: ContinuousClock.Instant) -> Bool {
    let others = beginnings.values
    beginnings[id] = now
    switch row {
    case .warm: return others.count < limit || others.count { now - $0 > Self.standstill } < limit
    case .cold: return others.count < limit
    case .new:
      guard others.count < limit, awaitedNewOne == nil else { return false }
      awaitedNewOne = id
      return true
    }
  }

  /// The next group begins on the same connection.
  mutating func proceed(_ id: CampaignID, at now: ContinuousClock.Instant) {
    beginnings[id] = now
  }

  /// The connection is given back.
  mutating func end(_ id: CampaignID) {
    beginnings[id] = nil
    if awaitedNewOne == id { awaitedNewOne = nil }
  }
}
