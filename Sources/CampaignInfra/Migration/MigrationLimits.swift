/// The limits of a migration that waits for what others hold.
struct MigrationLimits {
  /// The time that one attempt waits for a lock. Everybody who comes behind waits as long: an ALTER in the queue stops
  /// all issuing, although whoever holds the table, a dump, hinders nobody.
  var lockTimeout = Duration.seconds(2)
  /// From the first attempt that got no lock until the next; twice as long each time, up to four times.
  var pause = Duration.seconds(2)
  /// From one look whether another process still migrates to the next.
  var turnInterval = Duration.milliseconds(100)
  /// The time that all of this may take together.
  var total = Duration.seconds(600)
}

/// The times at which a migration is tried again. A pure value; clock and limits are parameters.
struct MigrationRetries {
  private let limits: MigrationLimits
  private let began: ContinuousClock.Instant
  private var refusals = 0
  private var said: Set<MigrationWait> = []

  init(_ limits: MigrationLimits, at now: ContinuousClock.Instant) {
    self.limits = limits
    began = now
  }

  /// The end of the pause, and what to say first; `nil` once there is no time left.
  mutating func next(
    _ wait: MigrationWait, at now: ContinuousClock.Instant
  ) -> (until: ContinuousClock.Instant, announcement: MigrationWait?)? {
    guard now - began < limits.total else { return nil }
    let announcement = said.insert(wait).inserted ? wait : nil
    let pause: Duration
    switch wait {
    case .anotherProcess: pause = limits.turnInterval
    case .table:
      pause = limits.pause * (1 << min(refusals, 2))
      refusals += 1
    }
    return (min(now + pause, began + limits.total), announcement)
  }

  /// The time for which it has been tried.
  func tried(at now: ContinuousClock.Instant) -> Duration { now - began }
}
