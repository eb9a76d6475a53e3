public import RPCCodec

/// The rule by which a call that failed is made again, and after how long.
///
/// A call that the server surely did not do may be repeated: `UNAVAILABLE`, `OVERLOADED` and whatever else is
/// `RESOURCE_EXHAUSTED` with a delay to wait, and a connection that could not be made. A call that it may have done
/// (`UNKNOWN`, a cut connection) is repeated only when the call is ``CallRepeatability/safe``. A decision of the
/// server, like sold out, is final.
public struct RetryPolicy: Equatable, Sendable {
  /// The number of times that a call is made at most, the first included.
  public var maximumAttempts: Int

  /// The waits between attempts. A longer wait that the server asks for comes first.
  public var backoff: Backoff

  /// True: a user alone makes a repeat of IssueCoupon safe. That holds where a campaign gives each user one coupon, and
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

  /// The time to wait before the next attempt; `nil` when there is none.
  ///
  /// - Parameters:
  ///   - failure: The end of the last attempt.
  ///   - attempt: The number of the last attempt; the first is 1.
  ///   - repeatability: The effect of the call when it is done twice.
  ///   - generator: The source of the jitter.
  /// - Returns: The wait, or `nil` when the failure is the call's result.
  public func delay(
    after failure: AttemptFailure, attempt: Int, repeatability: CallRepeatability,
    using generator: inout some RandomNumberGenerator
  ) -> Duration? {
    guard attempt < maximumAttempts else { return nil }
    let asked: Duration
    switch failure {
    case .final: return nil
    case .notDone(let retryAfter): asked = retryAfter
    case .maybeDone(let retryAfter):
      guard repeatability.isSafe(usersHaveOneCoupon: usersHaveOneCoupon) else { return nil }
      asked = retryAfter
    }
    // The jitter comes on top: whoever was told the same delay would come back in the same instant.
    return asked + backoff.delay(afterFailures: attempt, using: &generator)
  }
}

/// The end of an attempt of a call, as far as another attempt is concerned. A delay is what the server asks for.
public enum AttemptFailure: Equatable, Sendable {
  /// Another attempt can't mend it: a decision of the server, say.
  case final
  /// The server surely did nothing.
  case notDone(retryAfter: Duration)
  /// Nobody knows what the server did.
  case maybeDone(retryAfter: Duration)

  /// The class of an error.
  public init(_ error: RPCClientError) {
    switch error {
    case .status(let status): self.init(status)
    case .unreachable: self = .notDone(retryAfter: .zero)
    case .connectionLost: self = .maybeDone(retryAfter: .zero)
    case .timedOut, .malformedResponse, .tooManyCalls, .cancelled, .closed: self = .final
    }
  }

  /// The class of an error answer.
  public init(_ status: RPCStatus) {
    let retryAfter = max(.zero, status.retryDelay ?? .zero)
    switch status.code {
    case .unavailable: self = .notDone(retryAfter: retryAfter)
    case .resourceExhausted where status.retryDelay != nil || status.reason == "OVERLOADED":
      self = .notDone(retryAfter: retryAfter)
    case .unknown: self = .maybeDone(retryAfter: retryAfter)
    default: self = .final
    }
  }
}
