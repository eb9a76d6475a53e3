/// Gives each call its deadline and refuses those whose time was over before they came.
struct DeadlineInterceptor: Interceptor {
  /// The time for calls that bring none.
  private let defaultTimeoutNanoseconds: Int64

  init(defaultTimeout: Duration) {
    let (seconds, attoseconds) = defaultTimeout.components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    defaultTimeoutNanoseconds = overflow ? .max : whole + attoseconds / 1_000_000_000
  }

  func admit(_ call: inout IncomingCall) throws(CallError) {
    switch call.timeoutNanoseconds {
    case ..<0: throw .timeOver
    case 0: call.deadline = call.now.advanced(byNanoseconds: defaultTimeoutNanoseconds)
    default: call.deadline = call.now.advanced(byNanoseconds: call.timeoutNanoseconds)
    }
  }
}
