import CampaignApplication
import RPCCodec

/// Where the answer to one call goes; may be used from any thread.
struct Responder<Response: WireMessage>: Sendable {
  private let outbox: ConnectionOutbox
  private let token: CallToken

  init(outbox: ConnectionOutbox, token: CallToken) {
    self.outbox = outbox
    self.token = token
  }

  /// Ends the call.
  func answer(_ response: Response) {
    outbox.answer(token, with: .success(response))
  }

  /// Ends the call with what its use case said.
  func answer<Output>(_ result: Result<Output, UseCaseError>, _ makeResponse: (Output) -> Response) {
    switch result {
    case .success(let output): outbox.answer(token, with: .success(makeResponse(output)))
    case .failure(let error): outbox.answer(token, with: Result<Response, CallError>.failure(.useCase(error)))
    }
  }
}
