/// The time of the next attempt to connect: exponential back-off with jitter (half to whole), so that a database that
/// comes back is not met by every server at once. A pure value; clock and randomness are parameters.
struct ReconnectBackoff {
  private let base: Duration
  private let maximum: Duration
  private var failures = 0
  /// The connection that stands did nothing yet.
  private(set) var isUnproved = false
  private var nextAttempt: ContinuousClock.Instant?

  init(base: Duration = .milliseconds(50), maximum: Duration = .seconds(1)) {
    self.base = base
    self.maximum = maximum
  }

  /// True where the last attempt failed, or the connection that it made did nothing yet.
  var hasFailed: Bool { failures > 0 }

  /// The time to wait before the next attempt; `nil`: try now.
  func timeLeft(at now: ContinuousClock.Instant) -> Duration? {
    guard let nextAttempt, now < nextAttempt else { return nil }
    return nextAttempt - now
  }

  mutating func failed(at now: ContinuousClock.Instant, using generator: inout some RandomNumberGenerator) {
    let ceiling = min(maximum, base * (1 << min(failures, 10)))
    failures = min(failures + 1, 10)
    nextAttempt = now + ceiling * Double.random(in: 0.5...1, using: &generator)
  }

  /// A connection stands. As long as it did nothing the failures count on: it may end as those before it.
  mutating func connected() {
    isUnproved = true
    nextAttempt = nil
  }

  mutating func succeeded() {
    isUnproved = false
    failures = 0
    nextAttempt = nil
  }
}
