internal import Logging
import Synchronization

/// The log of a long-running program: its standard error, behind a bounded buffer and on a thread of its own. All
/// that such a program says there goes this way, so that a reader who stopped reading stops nothing.
public enum ServiceLog {
  /// The bytes of lines that wait for a reader: some two thousand.
  static let capacity = 256 << 10
  /// The bytes for lines that are never dropped: the two that say that a program serves, and the one that says why it
  /// ended.
  static let reservedCapacity = 16 << 10
  /// The time for which the end of a program waits for what is left to be written.
  static let flushLimit = Duration.seconds(1)

  /// The style of this program's own lines.
  private struct Style {
    var format = LogFormat.text
    var label = ""

    func line(_ level: Logger.Level, _ message: String, _ fields: Logger.Metadata = [:]) -> LogLine {
      LogLine(level: level, label: label, source: "ProgramConventions", message: message, fields: fields)
    }
  }

  private static let style = Mutex(Style())

  private static let writer: LogWriter = {
    let writer = LogWriter(
      .error, buffer: LogBuffer(capacity: capacity, reservedCapacity: reservedCapacity),
      noticeOfDropped: { count in
        let style = style.withLock { $0 }
        let message = "lines of this log were dropped: they came faster than standard error was read"
        return style.line(.warning, message, ["lines": .stringConvertible(count)]).written(as: style.format)
      })
    writer.start()
    return writer
  }()

  /// Loggers that libraries make for themselves go the same way.
  private static let takesOverLibraries: Void = LoggingSystem.bootstrap { label in
    LineLogHandler(label: label, format: style.withLock { $0.format }) { writer.add($0) }
  }

  /// The program's logger; from now on all its lines have this form.
  static func logger(label: String, level: Logger.Level, format: LogFormat) -> Logger {
    style.withLock { $0 = Style(format: format, label: label) }
    _ = takesOverLibraries
    var logger = Logger(label: label) { label in LineLogHandler(label: label, format: format) { writer.add($0) } }
    logger.logLevel = level
    return logger
  }

  /// Says, whatever the level of the log, what other programs wait for: as text a line of its own with nothing before
  /// it, as JSON the message. It is never dropped.
  public static func announce(_ message: String) { say(.info, message, asText: message) }

  /// Says why the program ends, unless there is nothing to say, and waits a moment for all of the log to be written.
  static func end(saying message: String) {
    if !message.isEmpty { say(.critical, message, asText: LogText.shownInLines(message)) }
    writer.flush(within: flushLimit)
  }

  private static func say(_ level: Logger.Level, _ message: String, asText text: String) {
    let style = style.withLock { $0 }
    writer.add(style.format == .text ? text + "\n" : style.line(level, message).json, isReserved: true)
  }
}
