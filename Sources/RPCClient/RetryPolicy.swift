internal import RPCCodec

/// Whether, and after how long, a call that failed is made again.
///
/// What the server surely did not do may be repeated: `UNAVAILABLE`, `RESOURCE_EXHAUSTED` with a delay to wait, and a
/// connection that could not be made. What it may have done (`UNKNOWN`, a cut connection) is repeated only when the call
/// is ``CallRepeatability/safe``. A decision of the server, like sold out, is final.
public struct RetryPolicy: Equatable, Sendable {
  /// How many times a call is made at most, the first included.
  public var maximumAttempts: Int

  /// The waits between attempts. A longer wait that the server asks for comes first.
  public var backoff: Backoff

  /// Whether a user alone makes a repeat of IssueCoupon safe. It does where a campaign gives each user one coupon, and
  /// nowhere else: with another limit the repeat may issue a second coupon. An idempotency key is always enough.
  public var usersHaveOneCoupon: Bool

  /// A policy; a call is made at least once.
  public init(
    maximumAttempts: Int = 4, backoff: Backoff = Backoff(base: .milliseconds(50), maximum: .seconds(2)),
    usersHaveOneCoupon: Bool = false
  ) {
    self.maximumAttempts = max(1, maximumAttempts)
    self.backoff = backoff
    self.usersHaveOneCoupon = usersHaveOneCoupon
  }

  /// Every call is made once.
  public static let never = RetryPolicy(maximumAttempts: 1)

  /// How long to wait before the next attempt; `nil` when there is none.
  ///
  /// - Parameters:
  ///   - error: How the last attempt ended.
  ///   - attempt: The number of the last attempt; the first is 1.
  ///   - repeatability: Whether the call does no harm when it is done twice.
  ///   - generator: The source of the jitter.
  /// - Returns: The wait, or `nil` when the error is the call's result.
  public func delay(
    after error: RPCClientError, attempt: Int, repeatability: CallRepeatability,
    using generator: inout some RandomNumberGenerator
  ) -> Duration? {
    guard attempt < maximumAttempts, mayRetry(after: error, repeatability: repeatability) else { return nil }
    let jittered = backoff.delay(afterFailures: attempt, using: &generator)
    guard case .status(let status) = error, let asked = status.retryDelay, asked > .zero else { return jittered }
    // The jitter comes on top: whoever was told the same delay would come back in the same instant.
    return asked + jittered
  }

  private func mayRetry(after error: RPCClientError, repeatability: CallRepeatability) -> Bool {
    switch error {
    case .unreachable: return true
    case .connectionLost: return repeatability.isSafe(usersHaveOneCoupon: usersHaveOneCoupon)
    case .status(let status):
      switch status.code {
      case .unavailable: return true
      case .resourceExhausted: return status.retryDelay != nil
      case .unknown: return repeatability.isSafe(usersHaveOneCoupon: usersHaveOneCoupon)
      default: return false
      }
    case .timedOut, .malformedResponse, .tooManyCalls, .cancelled, .closed: return false
    }
  }
}
