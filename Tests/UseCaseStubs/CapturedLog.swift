package import Logging
import Synchronization

/// Keeps what is logged.
package final class CapturedLog: Sendable {
  private let kept = Mutex<[String]>([])

  package init() {}

  /// Each line: message, then metadata.
  package var lines: [String] { kept.withLock { $0 } }

  package var logger: Logger {
    Logger(label: "test") { _ in Handler(log: self) }
  }

  private struct Handler: LogHandler {
    let log: CapturedLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let line = "\(event.message) \((event.metadata ?? [:]).map { "\($0)=\($1)" }.sorted())"
      log.kept.withLock { $0.append(line) }
    }
  }
}
