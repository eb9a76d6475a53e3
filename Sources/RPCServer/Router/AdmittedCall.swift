import NIOCore

/// A call that the interceptors let through, ready to be served.
struct AdmittedCall {
  let record: CallRecord
  let deadline: MonotonicTime?
  /// The request message's bytes.
  let payload: ByteBuffer
  /// The place of the method in the router's list.
  let methodIndex: Int
}

/// A call that was not let through.
struct RefusedCall: Error {
  let error: CallError
  let record: CallRecord
}
