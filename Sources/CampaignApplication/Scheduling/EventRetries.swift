import CampaignDomain

/// The times at which due campaigns that could not be changed are tried again: one that never can be must neither be
/// tried without end nor take the place of those behind it. A pure value; the clock is a parameter.
struct EventRetries {
  /// The reason why a campaign was not changed.
  enum Obstacle {
    /// Somebody holds its row. Once that is free it is found all the same: only the wait for it has its turns.
    case held
    /// Trying again helps only if somebody corrects it.
    case fault

    fileprivate var longestRest: Duration {
      switch self {
      case .held: .seconds(8)
      case .fault: .seconds(60)
      }
    }
  }

  private struct Entry {
    var obstacle: Obstacle
    var failures: Int
    var time: ContinuousClock.Instant
  }

  /// More are not remembered; the first that may be tried again goes for a new one.
  static let maximumCount = 1_000

  private let firstRest: Duration
  private var entries: [CampaignID: Entry] = [:]

  /// `firstRest` doubles with each failure.
  init(firstRest: Duration = .seconds(1)) {
    self.firstRest = firstRest
  }

  /// The campaigns that rest for this reason.
  func resting(_ obstacle: Obstacle, at now: ContinuousClock.Instant) -> [CampaignID] {
    entries.filter { $0.value.obstacle == obstacle && $0.value.time > now }.map(\.key)
  }

  /// It could not be changed.
  mutating func failed(_ id: CampaignID, by obstacle: Obstacle, at now: ContinuousClock.Instant) {
    if entries[id] == nil, entries.count >= Self.maximumCount,
      let first = entries.min(by: { $0.value.time < $1.value.time })
    {
      entries[first.key] = nil
    }
    let failures = entries[id]?.failures ?? 0
    let rest = min(obstacle.longestRest, firstRest * (1 << min(failures, 10)))
    entries[id] = Entry(obstacle: obstacle, failures: failures + 1, time: now + rest)
  }

  /// It was changed, by us or by others, or is gone.
  mutating func forget(_ id: CampaignID) {
    entries[id] = nil
  }
}
