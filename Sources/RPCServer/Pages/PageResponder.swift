import CampaignApplication
import RPCCodec

/// Where a page goes; may be used from any thread.
struct PageResponder<Response: WireMessage>: Sendable {
  let outbox: ConnectionOutbox
  let token: CallToken
  let context: CallContext
  let reservation: PageReservation

  /// Ends the call with what its use case said. A page is encoded here, unless nobody waits for it any more.
  func answer<Output>(_ result: Result<Output, UseCaseError>, _ makeResponse: (Output) -> Response) {
    switch result {
    case .success(let output):
      guard !context.call.isOver() else { return fail(.timeOver) }
      do throws(FrameEncodingError) {
        let page = try EncodedPage(makeResponse(output), streamID: context.streamID, reservation: reservation)
        outbox.answer(token, with: page)
      } catch {
        switch error {
        case .tooLong(let byteCount):
          fail(.responseTooLarge(bytes: byteCount, limit: FrameLimits.protocolMaximumBytes))
        }
      }
    case .failure(let error):
      fail(.useCase(error))
    }
  }

  private func fail(_ error: CallError) {
    reservation.giveBack()
    outbox.answer(token, with: Result<Response, CallError>.failure(error))
  }
}
