internal import Logging

/// One line of the log, before it has a form.
struct LogLine {
  /// The time at which it was logged.
  var time = LogTime.now()
  var level: Logger.Level
  /// The program, or the library that logs for itself.
  var label: String
  /// The module that logs.
  var source: String
  var message: String
  var fields: Logger.Metadata = [:]

  /// The line as bytes leave the program, its end included.
  func written(as format: LogFormat) -> String {
    switch format {
    case .text: text
    case .json: json
    }
  }

  /// The fields in the order of their names: a reader finds them where they were in the line above.
  var sortedFields: [(key: String, value: Logger.Metadata.Value)] {
    fields.sorted { $0.key < $1.key }
  }
}
