public import ArgumentParser

/// The format of a line of the log.
public enum LogFormat: String, CaseIterable, Sendable, ExpressibleByArgument {
  /// The form for people: time, level, program, fields and message.
  case text
  /// The form for programs: one JSON object a line.
  case json
}
