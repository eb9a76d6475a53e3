public import ArgumentParser

/// How a line of the log is written.
public enum LogFormat: String, CaseIterable, Sendable, ExpressibleByArgument {
  /// For people: time, level, program, fields and message.
  case text
  /// For programs: one JSON object a line.
  case json
}
