public import ArgumentParser
public import Logging

extension Logger.Level: @retroactive ExpressibleByArgument {}

/// The flag of programs that log to standard error.
public struct LoggingOptions: ParsableArguments {
  /// Messages below this level are not logged.
  @Option(help: "The lowest level that is logged to standard error (or CAMPAIGN_LOG_LEVEL).")
  public var logLevel: Logger.Level = .info

  /// Makes options to be filled by the parser.
  public init() {}

  /// A logger that writes lines of text to standard error.
  public func logger(label: String) -> Logger {
    var logger = Logger(label: label) { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = logLevel
    return logger
  }
}
