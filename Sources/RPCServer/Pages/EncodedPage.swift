import NIOCore
import RPCCodec

/// The frame of a page, on its way to the peer with the room that it has.
struct EncodedPage: Sendable {
  let frame: ByteBuffer
  let reservation: PageReservation

  /// Encodes an answer, on whatever thread this is: on a database connection's, so that no event loop is kept by it. The
  /// codec is made for this page alone, and what it took goes back with it.
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
