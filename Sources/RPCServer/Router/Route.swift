import CampaignApplication
import CampaignService
import NIOCore
import RPCCodec

/// A method's name and the way to its handler, with the message types closed over.
struct Route: Sendable {
  /// Serves a call, or returns what is to be served as soon as there is room for the page that answers it.
  typealias Serve =
    @Sendable (ScreenedPayload, MessageCodec, CallContext, ReturnAddress) throws(CallError) -> PreparedPage?

  let method: ServedMethod
  /// True: the router's screen may refuse its calls by their bytes.
  var isScreened = false
  let serve: Serve
}

/// The bytes of a request with what is known of them.
struct ScreenedPayload {
  let bytes: ByteBuffer
  let screening: Screening

  func decode<Request: WireMessage>(
    as _: Request.Type = Request.self, with codec: MessageCodec
  ) throws(CallError) -> Request {
    do throws(MessageDecodingError) {
      return try Request.decode(bytes, with: codec)
    } catch {
      throw CallError(payload: error)
    }
  }
}

/// The destination of the answer to one call: a connection and the call's place there.
struct ReturnAddress: Sendable {
  let outbox: ConnectionOutbox
  let token: CallToken
  let streamID: UInt32
}

/// Has an answer encoded with others of its turn, by the connection.
struct ConnectionCompletion<Response: WireMessage>: CallCompletion {
  let address: ReturnAddress

  func complete(with result: Result<Response, CallError>) {
    address.outbox.answer(address.token, with: result)
  }
}

/// The routes of the ttrpc door.
struct ConnectionRoutes: RouteBuilder {
  func route<Handler: MethodHandler>(_ method: ServedMethod, to handler: Handler) -> Route {
    Route(method: method) { (payload, codec, context, address) throws(CallError) in
      handler.handle(
        try payload.decode(with: codec), context: context,
        completion: ConnectionCompletion<Handler.Response>(address: address))
      return nil
    }
  }

  func route(_ method: ServedMethod, toIssuing handler: IssueCouponHandler) -> Route { handler.screenedRoute(method) }

  func route<Handler: PageHandler>(_ method: ServedMethod, toPagesOf handler: Handler) -> Route {
    Route(method: method) { (payload, codec, context, address) throws(CallError) in
      let request = try payload.decode(as: Handler.Request.self, with: codec)
      return PreparedPage(maximumMessageBytes: handler.maximumBytes(of: request)) { reservation in
        handler.handle(
          request, context: context,
          completion: PageCompletion<Handler.Response>(address: address, reservation: reservation))
      }
    }
  }
}
