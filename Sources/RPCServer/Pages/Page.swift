import CampaignApplication
import CampaignService
import NIOCore
import RPCCodec

/// A call that asks for a page, ready to be served as soon as there is room for its answer.
struct PreparedPage: Sendable {
  /// Header and envelope of a page's frame.
  private static let bytesAroundMessage = FrameHeader.byteCount + 16

  /// The most bytes that the answer's frame may have.
  let maximumFrameBytes: Int
  /// Has it served; the answer takes the room along.
  let begin: @Sendable (PageReservation) -> Void

  init(maximumMessageBytes: Int, begin: @escaping @Sendable (PageReservation) -> Void) {
    maximumFrameBytes = Self.bytesAroundMessage + maximumMessageBytes
    self.begin = begin
  }
}

/// A page that waits for room.
struct WaitingPage: Sendable {
  let token: CallToken
  let page: PreparedPage
  let outbox: ConnectionOutbox

  /// There is room now: the connection looks whether anybody still waits for the answer.
  func begin(with reservation: PageReservation) {
    outbox.begin(page, for: token, with: reservation)
  }
}

/// The destination of a page, which is encoded where its use case completes.
struct PageCompletion<Response: WireMessage>: CallCompletion {
  let address: ReturnAddress
  let reservation: PageReservation

  func complete(with result: Result<Response, CallError>) {
    switch result {
    case .success(let response):
      do throws(FrameEncodingError) {
        let page = try EncodedPage(response, streamID: address.streamID, reservation: reservation)
        address.outbox.answer(address.token, with: page)
      } catch {
        switch error {
        case .tooLong(let byteCount):
          fail(.responseTooLarge(bytes: byteCount, limit: FrameLimits.protocolMaximumBytes))
        }
      }
    case .failure(let error):
      fail(error)
    }
  }

  private func fail(_ error: CallError) {
    reservation.giveBack()
    address.outbox.answer(address.token, with: Result<Response, CallError>.failure(error))
  }
}

/// The frame of a page, on its way to the peer with the room that it has.
struct EncodedPage: Sendable {
  let frame: ByteBuffer
  let reservation: PageReservation

  /// Encodes an answer, on whatever thread this is: on a database connection's, so that no event loop is kept by it.
  /// The codec is made for this page alone, and what it took goes back with it.
  init(
    _ message: some WireMessage, streamID: UInt32, reservation: PageReservation
  ) throws(FrameEncodingError) {
    var frame = ByteBuffer()
    try ResponseEncoder.append(streamID: streamID, message: message, to: &frame, with: MessageCodec())
    reservation.correct(to: frame.readableBytes)
    self.frame = frame
    self.reservation = reservation
  }
}

/// The pages of a connection that asks for some.
struct ConnectionPages {
  let account: PageAccount
  /// The bytes of pages that were written and that the kernel has not taken whole.
  var unsentBytes = 0
}
