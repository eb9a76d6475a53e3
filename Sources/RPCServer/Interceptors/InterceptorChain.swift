import RPCCodec

/// The interceptors, in the order in which a call passes them. Each by its own type: a list of any interceptors would be
/// copied, box by box, for each call.
struct InterceptorChain: Sendable {
  let deadline: DeadlineInterceptor
  let drain: DrainInterceptor
  let metrics: MetricsInterceptor

  /// Lets the call pass, or refuses it with the first interceptor's reason.
  func admit(_ call: inout IncomingCall) throws(CallError) {
    try deadline.admit(&call)
    try drain.admit(&call)
    try metrics.admit(&call)
  }

  /// The call was answered.
  func ended(_ record: CallRecord, code: StatusCode, now: MonotonicTime) {
    deadline.ended(record, code: code, now: now)
    drain.ended(record, code: code, now: now)
    metrics.ended(record, code: code, now: now)
  }
}
