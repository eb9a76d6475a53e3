public import RPCCodec

/// The rules by which a coupon request is asked after until it ends: at once, and then a few times more at intervals.
public struct CouponPolling: Equatable, Sendable {
  /// The number of checks behind the first.
  public var maxRetries: Int
  /// The time from one check to the next.
  public var retryInterval: Duration

  /// Six checks within ten seconds, unless told. Numbers below 0 are 0.
  public init(maxRetries: Int = 5, retryInterval: Duration = .seconds(2)) {
    self.maxRetries = max(0, maxRetries)
    self.retryInterval = max(.zero, retryInterval)
  }
}

/// The state of a coupon request when nobody asks after it any more.
public enum CouponRequestOutcome: Equatable, Sendable {
  /// Its coupon is in it.
  case done(CouponRequestMessage)
  /// There will be no coupon; the reason is in it.
  case failed(CouponRequestMessage)
  /// It had not ended at the last check. It goes on: its `requestID` tells later how it ended.
  case stillRequested(CouponRequestMessage)

  /// The request as it was seen last.
  public var request: CouponRequestMessage {
    switch self {
    case .done(let request), .failed(let request), .stillRequested(let request): request
    }
  }

  /// `nil`: the request has not ended.
  public init?(end request: CouponRequestMessage) {
    switch request.status {
    case .done: self = .done(request)
    case .fail: self = .failed(request)
    default: return nil
    }
  }
}

/// The checks of one coupon request, one after the other. A value: it makes no call and knows no clock.
struct CouponChecks {
  enum Step: Equatable {
    /// Ask how the request stands.
    case look
    /// Wait for its end for one interval, and for no longer.
    case wait(Duration)
    case end(CouponRequestOutcome)
  }

  private let polling: CouponPolling
  private var seen: CouponRequestMessage
  private var checkCount = 0

  /// `request`: as the server took it.
  init(of request: CouponRequestMessage, _ polling: CouponPolling) {
    self.polling = polling
    seen = request
  }

  /// The next check, or the outcome.
  mutating func next() -> Step {
    if let end = CouponRequestOutcome(end: seen) { return .end(end) }
    guard checkCount <= polling.maxRetries else { return .end(.stillRequested(seen)) }
    checkCount += 1
    return checkCount == 1 ? .look : .wait(polling.retryInterval)
  }

  /// A check was answered.
  mutating func note(_ request: CouponRequestMessage) {
    seen = request
  }

  /// A check failed. False: so would every other, and the error is the outcome.
  static func mayGoOn(after error: RPCClientError) -> Bool {
    switch error {
    case .status(let status):
      switch status.code {
      case .invalidArgument, .notFound, .unimplemented, .unauthenticated, .permissionDenied: return false
      default: return true
      }
    case .unreachable, .timedOut, .connectionLost, .malformedResponse, .tooManyCalls: return true
    case .cancelled, .closed: return false
    }
  }
}
