import RPCCodec

/// Stands between the router and the handlers: sees each call before it is served and when it was answered.
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
