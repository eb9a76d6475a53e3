internal import RPCClient

/// Why a run ended without a report: nothing was sent.
public struct LoadFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// What went wrong, in a line for a person; a server's own text in it moves no cursor.
  public var description: String

  init(_ description: String) {
    self.description = PrintableText.line(description)
  }

  init(_ attempt: String, _ error: RPCClientError) {
    self.init("\(attempt): \(error)")
  }
}
