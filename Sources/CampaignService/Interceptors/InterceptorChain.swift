public import Metrics
public import RPCCodec

/// Stands between a door and the handlers: sees each call before it is served and when it was answered.
protocol Interceptor: Sendable {
  /// Lets the call pass, perhaps changed, or refuses it.
  func admit(_ call: inout IncomingCall) throws(CallError)
  /// The call was answered. Calls that reached no method, and those refused, are told of too.
  func ended(_ record: CallRecord, code: StatusCode, now: MonotonicTime)
}

extension Interceptor {
  func admit(_ call: inout IncomingCall) throws(CallError) {}
  func ended(_ record: CallRecord, code: StatusCode, now: MonotonicTime) {}
}

/// The interceptors, in the order in which a call passes them. Each is kept by its own type: a list of any interceptors
/// would be copied, box by box, for each call.
public struct InterceptorChain: Sendable {
  private let deadline: DeadlineInterceptor
  private let drain: DrainInterceptor
  private let metrics: MetricsInterceptor

  /// The interceptors of one door.
  ///
  /// - Parameters:
  ///   - methodNames: The methods in the order of the door's routes.
  ///   - defaultTimeout: The time for calls that bring none.
  ///   - drainRetryDelay: The time after which callers who are refused because the server stops may ask again.
  ///   - servingStatus: The flag that tells whether the server takes new calls.
  ///   - metrics: The receiver of counts and times.
  public init(
    methodNames: [MethodName], defaultTimeout: Duration, drainRetryDelay: Duration, servingStatus: ServingStatus,
    metrics: any MetricsFactory
  ) {
    deadline = DeadlineInterceptor(defaultTimeout: defaultTimeout)
    drain = DrainInterceptor(servingStatus: servingStatus, retryAfter: drainRetryDelay)
    self.metrics = MetricsInterceptor(methodNames: methodNames, factory: metrics)
  }

  /// Lets the call pass, or refuses it with the first interceptor's reason.
  public func admit(_ call: inout IncomingCall) throws(CallError) {
    try deadline.admit(&call)
    try drain.admit(&call)
    try metrics.admit(&call)
  }

  /// The call was answered. Calls that reached no method, and those refused, are told of too.
  public func ended(_ record: CallRecord, code: StatusCode, now: MonotonicTime) {
    deadline.ended(record, code: code, now: now)
    drain.ended(record, code: code, now: now)
    metrics.ended(record, code: code, now: now)
  }
}

/// Gives each call its deadline and refuses those whose time was over before they came.
struct DeadlineInterceptor: Interceptor {
  private let defaultTimeoutNanoseconds: Int64

  init(defaultTimeout: Duration) {
    let (seconds, attoseconds) = defaultTimeout.components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    defaultTimeoutNanoseconds = overflow ? .max : whole + attoseconds / 1_000_000_000
  }

  func admit(_ call: inout IncomingCall) throws(CallError) {
    guard call.timeoutNanoseconds >= 0 else { throw .timeOver }
    let timeLeft = call.timeoutNanoseconds == 0 ? defaultTimeoutNanoseconds : call.timeoutNanoseconds
    call.deadline = call.record.startTime.advanced(byNanoseconds: timeLeft)
  }
}

/// Refuses calls while the server drains; the health service still answers.
struct DrainInterceptor: Interceptor {
  let servingStatus: ServingStatus
  /// The time after which a caller who has no other server may ask again.
  let retryAfter: Duration

  func admit(_ call: inout IncomingCall) throws(CallError) {
    if servingStatus.isDraining, !call.isServedWhileDraining {
      throw .draining(retryAfter: retryAfter)
    }
  }
}
