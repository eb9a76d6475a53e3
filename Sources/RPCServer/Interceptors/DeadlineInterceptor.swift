/// Gives each call its deadline and refuses those whose time was over before they came.
struct DeadlineInterceptor: Interceptor {
  /// The time for calls that bring none.
  let defaultTimeout: Duration

  func admit(_ call: inout IncomingCall) throws(CallError) {
    switch call.timeoutNanoseconds {
    case ..<0: throw .timeOver
    case 0: call.deadline = call.now.advanced(by: defaultTimeout)
    default: call.deadline = call.now.advanced(by: .nanoseconds(call.timeoutNanoseconds))
    }
  }
}
