import CampaignDomain

/// Which groups may wait for their campaign's row as long as the database lets them. Many rows that are held at once, of
/// which nobody knows yet, must not keep all connections: half of them wait, the others ask for a moment. A pure value;
/// the clock is a parameter.
struct LockPatience {
  /// A group that takes longer waits for something.
  private static let standstill = Duration.milliseconds(100)

  private let limit: Int
  /// When the group that runs began, for each campaign that has a connection. Few.
  private var beginnings: [CampaignID: ContinuousClock.Instant] = [:]

  /// `limit`: how many connections may be waited on in any case.
  init(limit: Int) {
    self.limit = limit
  }

  /// A campaign's first group on a connection begins. `isWarm`: its row was had a moment ago, as it is with a campaign that
  /// sells: only when others stand still it is not waited for.
  mutating func begin(_ id: CampaignID, isWarm: Bool, at now: ContinuousClock.Instant) -> Bool {
    let others = beginnings.values
    let mayWait =
      others.count < limit || isWarm && others.count { now - $0 > Self.standstill } < limit
    beginnings[id] = now
    return mayWait
  }

  /// The next group begins on the same connection.
  mutating func proceed(_ id: CampaignID, at now: ContinuousClock.Instant) {
    beginnings[id] = now
  }

  /// The connection is given back.
  mutating func end(_ id: CampaignID) {
    beginnings[id] = nil
  }
}
