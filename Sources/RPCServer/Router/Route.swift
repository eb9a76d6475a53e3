import NIOCore
import RPCCodec

/// A method's name and the way to its handler, with the message types closed over.
struct Route: Sendable {
  /// Serves a call, or returns what is to be served as soon as there is room for the page that answers it.
  typealias Serve =
    @Sendable (ByteBuffer, MessageCodec, CallContext, ConnectionOutbox, CallToken) throws(CallError) -> PreparedPage?

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
      try handler.handle(
        try Self.decode(Handler.Request.self, from: payload, with: codec), context: context,
        responder: Responder<Handler.Response>(outbox: outbox, token: token))
      return nil
    }
  }

  /// A route of a method whose answers are pages.
  init<Handler: PageHandler>(_ name: MethodName, toPagesOf handler: Handler) {
    self.refuse = nil
    self.name = name
    self.isServedWhileDraining = false
    self.serve = { (payload, codec, context, outbox, token) throws(CallError) in
      let request = try Self.decode(Handler.Request.self, from: payload, with: codec)
      return PreparedPage(maximumFrameBytes: handler.maximumFrameBytes(of: request)) { reservation in
        handler.handle(
          request, context: context,
          responder: PageResponder(outbox: outbox, token: token, context: context, reservation: reservation))
      }
    }
  }

  private static func decode<Request: WireMessage>(
    _: Request.Type, from payload: ByteBuffer, with codec: MessageCodec
  ) throws(CallError) -> Request {
    do throws(MessageDecodingError) {
      return try Request.decode(payload, with: codec)
    } catch {
      throw CallError(payload: error)
    }
  }
}
