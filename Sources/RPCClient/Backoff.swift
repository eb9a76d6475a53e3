/// The time to wait before trying again: exponential, bounded, with full jitter, so that a crowd of clients that failed
/// together doesn't come back together.
public struct Backoff: Equatable, Sendable {
  /// The most that is waited after the first failure.
  public var base: Duration

  /// The most that is ever waited.
  public var maximum: Duration

  /// A back-off between no time and `base`, which doubles after each failure up to `maximum`.
  public init(base: Duration, maximum: Duration) {
    self.base = base
    self.maximum = maximum
  }

  /// The longest wait after so many failures in a row.
  public func ceiling(afterFailures failures: Int) -> Duration {
    guard failures > 0, base > .zero else { return .zero }
    var ceiling = base
    var doublings = failures - 1
    // Doubling by steps ends at the maximum long before it could overflow.
    while doublings > 0, ceiling < maximum {
      ceiling *= 2
      doublings -= 1
    }
    return min(ceiling, maximum)
  }

  /// A random wait after so many failures in a row: anything from nothing to the ceiling.
  public func delay(
    afterFailures failures: Int, using generator: inout some RandomNumberGenerator
  ) -> Duration {
    let ceiling = ceiling(afterFailures: failures)
    return ceiling * Double.random(in: 0...1, using: &generator)
  }
}
