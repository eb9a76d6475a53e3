public import Logging
import Synchronization

/// Says, once for all sessions that share it, which of PostgreSQL's settings put acknowledged coupons at risk.
public final class SettingsLog: Sendable {
  private let logger: Logger
  /// The warnings that were given; at most as many as there are: `synchronous_commit` has three values to warn of,
  /// `fsync` one.
  private let said = Mutex<Set<String>>([])

  /// A log for a process: every configuration of it gets the same.
  public init(_ logger: Logger) {
    self.logger = logger
  }

  /// Warns of what nobody was warned of yet.
  func note(_ settings: SessionSettings) {
    for warning in settings.warnings where said.withLock({ $0.insert(warning).inserted }) {
      logger.warning("\(warning)")
    }
  }
}
