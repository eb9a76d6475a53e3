import Logging
import Synchronization

/// Writes the lines of one outage after the other.
final class OutageLog: Sendable {
  private let logger: Logger
  /// The thing that begins, goes on and ends.
  private let subject: String
  private let level: Logger.Level
  private let outage: Mutex<Outage>
  /// Read on the way of each work: an outage is rare.
  private let flag = Atomic(false)

  /// Longer than a probe takes that is not answered, so that all that are probed at once are of one outage.
  private static let calm = Duration.seconds(2)

  init(
    _ subject: String, level: Logger.Level = .error, interval: Duration, calm: Duration = OutageLog.calm,
    logger: Logger
  ) {
    self.subject = subject
    self.level = level
    self.logger = logger
    outage = Mutex(Outage(interval: interval, calm: calm))
  }

  var isUnderWay: Bool { flag.load(ordering: .acquiring) }

  func failed(_ who: Int, _ cause: Outage.Cause) {
    change { $0.failed(who, cause, at: .now) }
  }

  func served(_ who: Int) {
    guard isUnderWay else { return }
    change { $0.served(who, at: .now) }
  }

  /// Lines are written under the lock, in the order of what they say.
  private func change(_ transition: (inout Outage) -> Outage.Line?) {
    outage.withLock { outage in
      guard let line = transition(&outage) else { return }
      flag.store(outage.isUnderWay, ordering: .releasing)
      write(line)
    }
  }

  private func write(_ line: Outage.Line) {
    switch line {
    case .began(let cause):
      logger.log(level: level, "\(subject) begins", metadata: Self.metadata(cause))
    case .lasts(let cause, let time):
      logger.log(
        level: level, "\(subject) goes on",
        metadata: Self.metadata(cause).merging(["seconds": "\(time.components.seconds)"]) { $1 })
    case .ended(let time):
      logger.notice("\(subject) ends", metadata: ["milliseconds": "\(time.milliseconds)"])
    }
  }

  private static func metadata(_ cause: Outage.Cause) -> Logger.Metadata {
    var metadata: Logger.Metadata = ["reason": "\(cause.reason)"]
    if let state = cause.sqlState { metadata["sqlstate"] = "\(state)" }
    if let host = cause.host { metadata["host"] = "\(host)" }
    return metadata
  }
}
