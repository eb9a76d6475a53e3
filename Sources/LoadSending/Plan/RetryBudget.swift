/// The number of retries that a run may send: a share of its requests, and a few at its beginning. Without a bound, a
/// server that is overloaded gets the more requests the less it can do.
///
/// A token bucket: each request puts a part of a token in, each retry takes a whole one out.
struct RetryBudget: Equatable, Sendable {
  private static let partsOfToken = 1_000

  /// Parts of a token that a request puts in.
  private let deposit: Int
  private let capacity: Int
  private var parts: Int

  /// A budget of `percent` retries a hundred requests. At most `reserve` retries are saved up, and as many may be sent
  /// before any request.
  init(percent: Int = 10, reserve: Int = 10) {
    deposit = min(max(percent, 0), 100) * Self.partsOfToken / 100
    capacity = min(max(reserve, 0), 1_000_000) * Self.partsOfToken
    parts = capacity
  }

  /// A request was sent for the first time.
  mutating func countRequest() {
    parts = min(capacity, parts + deposit)
  }

  /// Takes a retry out of the budget; false when there is none left.
  mutating func takeRetry() -> Bool {
    guard parts >= Self.partsOfToken else { return false }
    parts -= Self.partsOfToken
    return true
  }
}
