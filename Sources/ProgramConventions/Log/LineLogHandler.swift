internal import Logging

/// Turns what is logged into lines and gives them to somebody who never makes the caller wait.
struct LineLogHandler: LogHandler {
  let label: String
  let format: LogFormat
  let write: @Sendable (String) -> Void

  var logLevel = Logger.Level.info
  var metadata = Logger.Metadata()
  var metadataProvider = LoggingSystem.metadataProvider

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    // As swift-log's own handlers do: what is nearer to the statement goes before what is farther.
    var fields = metadata
    if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
    if let own = event.metadata { fields.merge(own) { $1 } }
    if let error = event.error {
      fields["error.message"] = "\(error)"
      fields["error.type"] = "\(String(reflecting: type(of: error)))"
    }
    let line = LogLine(
      level: event.level, label: label, source: event.source, message: "\(event.message)", fields: fields)
    write(line.written(as: format))
  }
}
