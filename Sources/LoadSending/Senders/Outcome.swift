package import RPCCodec

/// The outcome of one request, as it is counted.
package struct Outcome: Equatable, Sendable {
  /// `OK`, the reason of an error, or what happened instead of an answer.
  package var name: String

  /// True if the server may have issued a coupon although none was acknowledged.
  package var mayHaveIssued: Bool

  /// True if there is a latency: an answer has one, and so has a request that was waited for in vain (at least that
  /// long); one that was cut off has none.
  package var hasLatency: Bool

  /// The group in which it is counted over time.
  package var series: OutcomeSeries

  package static let ok = Outcome(name: "OK", mayHaveIssued: false)
  /// An entry of a line that ended with a coupon.
  package static let completed = Outcome(name: "COMPLETED", mayHaveIssued: false)
  /// An entry of a line that had not ended when it was last looked at; it may yet.
  package static let requested = Outcome(name: "REQUESTED", mayHaveIssued: true, hasLatency: false)
  /// An entry that the server showed, and doesn't know any more.
  package static let lost = Outcome(name: "REQUEST_NOT_FOUND", mayHaveIssued: true)
  package static let malformed = Outcome(name: "MALFORMED_RESPONSE", mayHaveIssued: true)
  package static let timedOut = Outcome(name: "TIMED_OUT", mayHaveIssued: true)
  package static let connectionLost = Outcome(
    name: "CONNECTION_LOST", mayHaveIssued: true, hasLatency: false)

  /// The outcomes that the stock decides: a coupon, nothing left, or the user has theirs.
  package static let servedNames: Set<String> = [ok.name, completed.name, "SOLD_OUT", "USER_LIMIT_REACHED"]

  /// True if a coupon was acknowledged.
  package static func isSuccess(_ name: String) -> Bool { name == ok.name || name == completed.name }

  /// True if an outcome is neither a coupon nor a refusal by the campaign's rules.
  package static func isError(_ name: String) -> Bool { OutcomeSeries(outcome: name).isError }

  package init(name: String, mayHaveIssued: Bool, hasLatency: Bool = true) {
    self.name = name
    self.mayHaveIssued = mayHaveIssued
    self.hasLatency = hasLatency
    self.series = OutcomeSeries(outcome: name)
  }

  /// The outcome of a call that was answered with an error.
  package init(_ status: RPCStatus) {
    // Every error but these two says that nothing was changed.
    let mayHaveIssued = status.code == .unknown || status.code == .internal
    self.init(name: status.reason ?? status.code.name, mayHaveIssued: mayHaveIssued)
  }
}
