package import RPCClient
import RPCCodec

/// The reason why a run ended without a report: nothing was sent.
public struct LoadFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The error, in a line for a person, safe to print whatever a server said.
  public let description: String

  package init(_ description: String) {
    self.description = PrintableText.escaped(description)
  }

  package init(_ attempt: String, _ error: RPCClientError) {
    self.init("\(attempt): \(error)")
  }
}
