import CampaignDomain
import Synchronization

/// A `DatabaseClock` that every event loop reads without a lock, while one thread publishes a newer reading.
///
/// Two words that are read one after the other may belong to two readings. The second is the distance between the two
/// clocks, which hardly differs from reading to reading, and it is never the older one: then what was asked for longer
/// ago than it was only makes the latest time later, which refuses less.
struct SharedDatabaseClock: ~Copyable, Sendable {
  private let origin: ContinuousClock.Instant
  /// The time at which the reading was asked for, after `origin`.
  private let requestNanoseconds: Atomic<Int64>
  /// The time that the database's clock showed, less the time after `origin`.
  private let distanceMicroseconds: Atomic<Int64>

  init(_ clock: DatabaseClock) {
    origin = clock.requestTime
    requestNanoseconds = Atomic(0)
    distanceMicroseconds = Atomic(clock.reading.microsecondsSinceEpoch)
  }

  /// The time at which the last reading was asked for.
  var requestTime: ContinuousClock.Instant { origin + .nanoseconds(requestNanoseconds.load(ordering: .relaxed)) }

  /// The last reading; exact to a microsecond.
  var reading: DatabaseClock {
    let nanoseconds = requestNanoseconds.load(ordering: .acquiring)
    let microseconds = distanceMicroseconds.load(ordering: .acquiring) + nanoseconds / 1_000
    return DatabaseClock(
      reading: Timestamp(microsecondsSinceEpoch: microseconds), requestTime: origin + .nanoseconds(nanoseconds))
  }

  /// Replaces the reading. Either of two that are published at once may remain.
  func publish(_ clock: DatabaseClock) {
    let (seconds, attoseconds) = (clock.requestTime - origin).components
    let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    distanceMicroseconds.store(clock.reading.microsecondsSinceEpoch - nanoseconds / 1_000, ordering: .releasing)
    requestNanoseconds.store(nanoseconds, ordering: .releasing)
  }
}
