import NIOCore
import RPCCodec

/// A method's name and the way to its handler, with the message types closed over.
struct Route: Sendable {
  typealias Serve =
    @Sendable (ByteBuffer, MessageCodec, CallContext, ConnectionOutbox, CallToken) throws(CallError) -> Void

  typealias Refuse = @Sendable (ByteBuffer, MessageCodec, MonotonicTime) -> CallError?

  let name: MethodName
  /// Whether calls are answered as usual while the server drains.
  let isServedWhileDraining: Bool
  let serve: Serve
  /// Nil for methods whose calls are never refused from memory.
  let refuse: Refuse?

  init<Handler: MethodHandler>(
    _ name: MethodName, to handler: Handler, isServedWhileDraining: Bool = false, refuse: Refuse? = nil
  ) {
    self.refuse = refuse
    self.name = name
    self.isServedWhileDraining = isServedWhileDraining
    self.serve = { (payload, codec, context, outbox, token) throws(CallError) in
      let request: Handler.Request
      do throws(MessageDecodingError) {
        request = try Handler.Request.decode(payload, with: codec)
      } catch {
        throw CallError(payload: error)
      }
      try handler.handle(
        request, context: context, responder: Responder<Handler.Response>(outbox: outbox, token: token))
    }
  }
}
