public import NIOCore

/// One message of the ttrpc protocol.
public struct Frame: Equatable, Sendable {
  /// The header, which came before the data.
  public var header: FrameHeader
  /// The data: a slice of what was read. Empty for a type that the protocol doesn't know.
  public var data: ByteBuffer

  /// A frame of a header and its data.
  public init(header: FrameHeader, data: ByteBuffer) {
    self.header = header
    self.data = data
  }
}

/// The event that ``FrameDecoder`` found next in the stream of bytes.
public enum FrameEvent: Equatable, Sendable {
  /// A whole frame. One of an unknown type comes with its header alone.
  case frame(Frame)
  /// A frame longer than this end keeps, known from its header; its data is skipped as it arrives.
  case oversized(FrameHeader)
}

/// The reason for which the bytes of a connection can't be read on: it must close.
public enum FrameDecodingError: Error, Equatable, Sendable {
  /// A frame of at least this many bytes was announced, which no frame of the protocol has. The number is known
  /// to the byte only where the first of its four bytes is 0.
  case lengthBeyondProtocol(UInt32)
}
