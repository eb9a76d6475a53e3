public import CampaignApplication
public import RPCCodec

/// Serves one method: turns the request message into the use case's input and its output into the response message.
public protocol MethodHandler<Request>: Sendable {
  associatedtype Request: MethodRequest
  typealias Response = Request.Response

  /// Never blocks, and completes exactly once: at once or later, on any thread.
  func handle(_ request: Request, context: CallContext, completion: some CallCompletion<Request.Response>)
}

/// Serves a method whose answers may be large, so that a door can wait for room before one is made.
public protocol PageHandler<Request>: MethodHandler {
  /// The most bytes that the message of an answer to this request may have, as protobuf.
  func maximumBytes(of request: Request) -> Int
}

/// The destination of the answer to one call. A type of each door's own and no closure: a closure would be one
/// allocation more for each call, for the handler's own holds it.
public protocol CallCompletion<Response>: Sendable {
  associatedtype Response: Sendable

  /// Ends the call, on any thread.
  func complete(with result: Result<Response, CallError>)
}

extension CallCompletion {
  /// Ends the call with what its use case said.
  @inlinable
  public func complete<Output>(with result: Result<Output, UseCaseError>, _ makeResponse: (Output) -> Response) {
    switch result {
    case .success(let output): complete(with: .success(makeResponse(output)))
    case .failure(let error): complete(with: .failure(.useCase(error)))
    }
  }
}
