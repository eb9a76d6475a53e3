import NIOCore

extension FrameEncoder {
  /// Appends a frame whose data is a message, if it fits one frame. Returns the length of the data.
  static func append(
    _ message: PackableMessage, streamID: UInt32, type: UInt8, to buffer: inout ByteBuffer
  ) -> Int {
    guard let length = UInt32(exactly: message.byteCount), length <= FrameLimits.protocolMaximumBytes else {
      return message.byteCount
    }
    let header = FrameHeader(length: length, streamID: streamID, type: type)
    let byteCount = FrameHeader.byteCount + message.byteCount
    buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: byteCount) { bytes in
      header.write(to: bytes)
      message.pack(to: UnsafeMutableRawBufferPointer(rebasing: bytes[FrameHeader.byteCount..<byteCount]))
      return byteCount
    }
    return message.byteCount
  }
}
