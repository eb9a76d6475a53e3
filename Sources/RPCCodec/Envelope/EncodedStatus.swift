import NIOCore

/// The bytes of an answer that is a status. A refusal that a million callers get, "sold out", is encoded once.
public struct EncodedStatus: Equatable, Sendable {
  /// A whole frame, of stream 0.
  let frame: [UInt8]

  /// The bytes of an answer with this status.
  public init(_ status: RPCStatus, with codec: MessageCodec) {
    var frame = ByteBuffer()
    ResponseEncoder.append(streamID: 0, status: status, to: &frame, with: codec)
    self.frame = Array(frame.readableBytesView)
  }
}
