public import CampaignDomain

/// The database's clock as this process knows it: one reading, and between which two moments of the monotonic clock it
/// was taken. Good for one question: is it surely still before a time?
public struct DatabaseClock: Hashable, Sendable {
  /// The most by which the database's clock may run faster than the monotonic one: ten times what NTP slews at most.
  private static let maximumDriftPerMillion: Int64 = 5_000

  /// The time that the clock showed.
  public let reading: Timestamp
  /// A moment before the reading: when it was asked for.
  public let requestTime: ContinuousClock.Instant

  /// A reading that was asked for at `requestTime`.
  public init(reading: Timestamp, requestTime: ContinuousClock.Instant) {
    self.reading = reading
    self.requestTime = requestTime
  }

  /// The latest time that the database's clock can show at `now`: the reading is at the least as old as it seems, and
  /// the clock may run fast. A clock that is set by hand is not covered; a reading is asked for anew each second.
  public func latest(at now: ContinuousClock.Instant) -> Timestamp {
    let elapsed = max(.zero, now - requestTime)
    let drift = elapsed * Self.maximumDriftPerMillion / 1_000_000
    return reading.advanced(by: elapsed + drift + .microseconds(1)) ?? .latest
  }

  /// The time that the clock shows at `now` if both run alike. Fast by the time that the reading took; for telling
  /// people when to come back, not for deciding.
  func estimate(at now: ContinuousClock.Instant) -> Timestamp {
    reading.advanced(by: max(.zero, now - requestTime)) ?? .latest
  }
}
