public import NIOCore

/// Appends frames to a buffer. A length that its field can't say isn't asked of it: callers keep to
/// ``FrameLimits/protocolMaximumBytes``.
public enum FrameEncoder {
  /// Appends the 10 bytes of a header.
  public static func append(_ header: FrameHeader, to buffer: inout ByteBuffer) {
    buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: FrameHeader.byteCount) { bytes in
      header.write(to: bytes)
      return FrameHeader.byteCount
    }
  }

  /// Appends a frame of data that is already encoded.
  public static func append(
    streamID: UInt32, type: UInt8, flags: UInt8 = 0, data: ByteBuffer, to buffer: inout ByteBuffer
  ) {
    let length = UInt32(clamping: data.readableBytes)
    append(FrameHeader(length: length, streamID: streamID, type: type, flags: flags), to: &buffer)
    buffer.writeImmutableBuffer(data)
  }
}
