internal import RPCClient
internal import RPCCodec

/// What is asked again, and after how long.
///
/// Only what may end otherwise the next time: a server that is away or overloaded, and a lost connection where a repeat
/// can't get a second coupon. A decision, SOLD_OUT above all, is final.
struct RetryRules: Equatable, Sendable {
  /// How often a request is sent at most, the first time included.
  static let maximumAttempts: UInt8 = 4

  /// The waits; a longer one that the server asks for comes first.
  static let backoff = Backoff(base: .milliseconds(50), maximum: .seconds(2))

  /// Whether a user has one coupon at most, so that a repeat of a call whose answer was lost gives the same coupon.
  var usersHaveOneCoupon: Bool

  /// How an attempt ended, as far as a retry is concerned.
  enum Failure: Equatable, Sendable {
    /// Asking again won't help, or may do harm.
    case final
    /// The server did nothing and may be asked again, but not before this delay.
    case refused(retryAfter: Duration)
    /// Nobody knows what the server did.
    case lost

    /// What an error answer is.
    init(_ status: RPCStatus) {
      let isTransient =
        status.code == .unavailable || (status.code == .resourceExhausted && status.reason == "OVERLOADED")
      self = isTransient ? .refused(retryAfter: max(.zero, status.retryDelay ?? .zero)) : .final
    }
  }

  /// How long to wait before the next attempt; `nil` when there is none.
  ///
  /// - Parameters:
  ///   - failure: How the last attempt ended.
  ///   - attempt: Its number; the first is 1.
  ///   - generator: The source of the jitter.
  /// - Returns: The wait, or `nil` when the failure is the request's end.
  func delay(
    after failure: Failure, attempt: UInt8, using generator: inout some RandomNumberGenerator
  ) -> Duration? {
    guard attempt < Self.maximumAttempts else { return nil }
    let jittered = Self.backoff.delay(afterFailures: Int(attempt), using: &generator)
    switch failure {
    case .final: return nil
    // The jitter comes on top: whoever was told the same delay would come back in the same instant.
    case .refused(let retryAfter): return retryAfter + jittered
    case .lost: return usersHaveOneCoupon ? jittered : nil
    }
  }
}
