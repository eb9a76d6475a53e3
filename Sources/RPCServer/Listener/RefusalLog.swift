import Logging
import Synchronization

/// Logs something that may happen very often at most once a second, with how often it happened.
final class RefusalLog: Sendable {
  private struct Unlogged {
    var count = 0
    var lastLine: ContinuousClock.Instant?
  }

  private let logger: Logger
  private let message: String
  private let now: @Sendable () -> ContinuousClock.Instant
  private let unlogged = Mutex(Unlogged())

  init(_ message: String, logger: Logger, now: @escaping @Sendable () -> ContinuousClock.Instant) {
    self.message = message
    self.logger = logger
    self.now = now
  }

  /// It happened once more.
  func note(_ metadata: Logger.Metadata = [:]) {
    let now = now()
    let count: Int? = unlogged.withLock { unlogged in
      unlogged.count += 1
      if let lastLine = unlogged.lastLine, lastLine.duration(to: now) < .seconds(1) { return nil }
      defer { unlogged.count = 0 }
      unlogged.lastLine = now
      return unlogged.count
    }
    if let count {
      logger.warning("\(message)", metadata: metadata.merging(["times": "\(count)"]) { $1 })
    }
  }
}
