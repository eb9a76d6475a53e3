internal import RPCClient
internal import RPCCodec

/// How one request ended, as it is counted.
struct Outcome: Equatable, Sendable {
  /// `OK`, the reason of an error, or what happened instead of an answer.
  var name: String

  /// Whether the server may have issued a coupon although none was acknowledged.
  var mayHaveIssued: Bool

  /// The group in which it is counted over time.
  var series: OutcomeSeries

  static let malformed = Outcome(name: "MALFORMED_RESPONSE", mayHaveIssued: true)
  static let ok = Outcome(name: "OK", mayHaveIssued: false)

  init(name: String, mayHaveIssued: Bool) {
    self.name = name
    self.mayHaveIssued = mayHaveIssued
    self.series = OutcomeSeries(outcome: name)
  }

  /// The outcome of a failed call; `nil` when its request never left.
  init?(_ error: RPCClientError) {
    switch error {
    case .tooManyCalls, .unreachable: return nil
    case .status(let status):
      // Every error but these two says that nothing was changed.
      let mayHaveIssued = status.code == .unknown || status.code == .internal
      self.init(name: status.reason ?? status.code.name, mayHaveIssued: mayHaveIssued)
    case .timedOut: self.init(name: "TIMED_OUT", mayHaveIssued: true)
    case .connectionLost, .closed: self.init(name: "CONNECTION_LOST", mayHaveIssued: true)
    case .cancelled: self.init(name: "CANCELLED", mayHaveIssued: true)
    case .malformedResponse: self = .malformed
    }
  }
}
