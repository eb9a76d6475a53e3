import RPCCodec

/// Serves one method whose answers are pages: each waits until there is room for the largest that it may be.
protocol PageHandler<Request, Response>: Sendable {
  associatedtype Request: WireMessage
  associatedtype Response: WireMessage

  /// The most bytes that the frame of an answer to this request may have.
  func maximumFrameBytes(of request: Request) -> Int
  /// Never blocks, answers exactly once: at once or later, on any thread.
  func handle(_ request: Request, context: CallContext, responder: PageResponder<Response>)
}
