internal import RPCClient

/// Why a run ended without a report: nothing was sent.
public struct LoadFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// What went wrong, in a line for a person.
  public var description: String

  init(_ description: String) {
    self.description = description
  }

  init(_ attempt: String, _ error: RPCClientError) {
    self.description = "\(attempt): \(error)"
  }
}
