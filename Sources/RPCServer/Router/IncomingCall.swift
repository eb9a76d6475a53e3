import RPCCodec

/// A call on its way through the interceptors.
struct IncomingCall {
  let record: CallRecord
  /// Whether the method is served while the server drains.
  let isServedWhileDraining: Bool
  /// The time left as the client gave it: 0 none given, negative over.
  let timeoutNanoseconds: Int64
  let now: MonotonicTime
  /// Set by the interceptor for deadlines.
  var deadline: MonotonicTime?
}
