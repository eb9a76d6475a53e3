import Logging
import Synchronization

/// Keeps what is logged.
final class CapturedLog: Sendable {
  private let kept = Mutex<[String]>([])

  /// Each line: level, message, metadata.
  var lines: [String] { kept.withLock { $0 } }

  var logger: Logger {
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
      let metadata = (event.metadata ?? [:]).map { " \($0.key)=\($0.value)" }.sorted().joined()
      log.kept.withLock { $0.append("\(event.level) \(event.message)\(metadata)") }
    }
  }
}
