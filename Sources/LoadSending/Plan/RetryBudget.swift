/// The number of retries that a run may send: a share of its requests, and a few at its beginning. Without a bound, a
/// server that is overloaded gets the more requests the less it can do.
///
/// A token bucket: each request puts a tenth of a token in, each retry takes a whole one out.
struct RetryBudget: Equatable, Sendable {
  /// The number of requests that pay for one retry.
  private static let requestsOfRetry = 10

  /// The most retries that are saved up, and that may be sent before any request.
  private static let reserve = 10

  /// The number of requests that no retry was taken for.
  private var saved = reserve * requestsOfRetry

  /// A request was sent for the first time.
  mutating func countRequest() {
    saved = min(Self.reserve * Self.requestsOfRetry, saved + 1)
  }

  /// Takes a retry out of the budget; false when there is none left.
  mutating func takeRetry() -> Bool {
    guard saved >= Self.requestsOfRetry else { return false }
    saved -= Self.requestsOfRetry
    return true
  }
}
