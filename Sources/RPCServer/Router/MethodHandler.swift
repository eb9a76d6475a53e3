import RPCCodec

/// Serves one method: turns the request message into the use case's input and its output into the response message.
protocol MethodHandler<Request, Response>: Sendable {
  associatedtype Request: WireMessage
  associatedtype Response: WireMessage

  /// Never blocks. Throws before, or answers exactly once: at once or later, on any thread.
  func handle(_ request: Request, context: CallContext, responder: Responder<Response>) throws(CallError)
}
