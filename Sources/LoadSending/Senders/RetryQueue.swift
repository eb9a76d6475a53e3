internal import NIOCore
internal import RPCClient

/// The requests of a sender that are to be sent again, with the budget that bounds them.
struct RetryQueue {
  /// A request between two attempts.
  struct Retry {
    var request: InFlightRequest
    /// The outcome of the last attempt; it is the request's, too, if there is no other attempt.
    var outcome: Outcome
    var failure: AttemptFailure
  }

  /// The decision after an attempt that failed.
  enum Decision {
    /// It is asked again at this time, under this key.
    case retry(NIODeadline, key: UInt64)
    /// It would be, if there were not so many.
    case refusedByBudget
    /// It is not asked again.
    case final
  }

  private let policy: RetryPolicy
  private var budget = RetryBudget()
  private var waiting: [UInt64: Retry] = [:]
  private var nextKey: UInt64 = 0
  private var generator = SystemRandomNumberGenerator()

  init(policy: RetryPolicy) {
    self.policy = policy
  }

  /// A request was sent for the first time.
  mutating func countRequest() {
    budget.countRequest()
  }

  /// An attempt failed. No wait is longer than that for an answer.
  mutating func plan(
    _ request: InFlightRequest, after failure: AttemptFailure, outcome: Outcome, now: NIODeadline,
    timeout: Duration
  ) -> Decision {
    // Each request names a user and no key.
    let delay = policy.delay(
      after: failure, attempt: Int(request.attempt), repeatability: .safeForOneCouponUsers, using: &generator)
    guard let delay, delay <= timeout else { return .final }
    guard budget.takeRetry() else { return .refusedByBudget }
    nextKey += 1
    waiting[nextKey] = Retry(request: request, outcome: outcome, failure: failure)
    return .retry(now + TimeAmount(delay), key: nextKey)
  }

  /// The time of a retry has come; `nil` when it was taken before.
  mutating func take(_ key: UInt64) -> Retry? {
    waiting.removeValue(forKey: key)
  }

  /// Nothing is asked again.
  mutating func takeAll() -> [Retry] {
    defer { waiting = [:] }
    return waiting.sorted { $0.key < $1.key }.map(\.value)
  }
}
