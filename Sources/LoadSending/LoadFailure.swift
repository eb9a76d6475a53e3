package import RPCClient
import RPCCodec

/// The reason why a load or a race can't be made, proves nothing, or has no certificate that can be read.
public struct LoadFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The error, in a line for a person, safe to print whatever a server or a file said.
  public let description: String

  package init(_ description: String) {
    self.description = PrintableText.escaped(description)
  }

  package init(_ attempt: String, _ error: RPCClientError) {
    self.init("\(attempt): \(error)")
  }
}
