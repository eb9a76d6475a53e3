import NIOCore
import RPCCodec

/// A call that the interceptors let through, ready to be served.
struct AdmittedCall {
  let record: CallRecord
  let context: CallContext
  private let payload: ByteBuffer
  private let route: Route

  init(record: CallRecord, context: CallContext, payload: ByteBuffer, route: Route) {
    self.record = record
    self.context = context
    self.payload = payload
    self.route = route
  }

  /// Has the handler serve the call. A call that throws is not answered otherwise.
  func serve(codec: MessageCodec, outbox: ConnectionOutbox, token: CallToken) throws(CallError) {
    try route.serve(payload, codec, context, outbox, token)
  }
}

/// A call that was not let through.
struct RefusedCall: Error {
  let error: CallError
  let record: CallRecord
}
