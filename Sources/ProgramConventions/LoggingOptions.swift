public import ArgumentParser
public import Logging

extension Logger.Level: @retroactive ExpressibleByArgument {}

/// The flags of programs that log to standard error.
public struct LoggingOptions: ParsableArguments {
  /// Messages below this level are not logged.
  @Option(help: "The lowest level that is logged to standard error (or CAMPAIGN_LOG_LEVEL).")
  public var logLevel: Logger.Level = .info

  /// The format of lines.
  @Option(
    help: "How lines are written: text for people, json for programs, one object a line (or CAMPAIGN_LOG_FORMAT).")
  public var logFormat: LogFormat = .text

  /// Makes options to be filled by the parser.
  public init() {}

  /// The program's logger. Its lines go through ``ServiceLog``: logging never waits.
  public func logger(label: String) -> Logger {
    ServiceLog.logger(label: label, level: logLevel, format: logFormat)
  }
}

/// The format of a line of the log.
public enum LogFormat: String, CaseIterable, Sendable, ExpressibleByArgument {
  /// The form for people: time, level, program, fields and message.
  case text
  /// The form for programs: one JSON object a line.
  case json
}
