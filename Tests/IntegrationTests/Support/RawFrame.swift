import NIOCore
import RPCCodec

/// Frames and protobuf fields written byte by byte.
enum RawFrame {
  /// A frame with any header, and zeros as its data.
  static func zeros(
    length: UInt32, streamID: UInt32, type: UInt8 = FrameType.request, flags: UInt8 = 0, sent: Int? = nil
  ) -> ByteBuffer {
    var frame = ByteBuffer()
    FrameEncoder.append(FrameHeader(length: length, streamID: streamID, type: type, flags: flags), to: &frame)
    frame.writeRepeatingByte(0, count: sent ?? Int(length))
    return frame
  }

  /// A request frame whose data are these bytes.
  static func data(_ bytes: [UInt8], streamID: UInt32) -> ByteBuffer {
    var frame = zeros(length: UInt32(bytes.count), streamID: streamID, sent: 0)
    frame.writeBytes(bytes)
    return frame
  }

  /// A call with any payload.
  static func call(
    _ method: MethodName, _ payload: [UInt8], streamID: UInt32 = 1, timeoutNanoseconds: Int64 = 0, flags: UInt8 = 0
  ) throws -> ByteBuffer {
    var frame = ByteBuffer()
    try RequestEncoder.append(
      streamID: streamID, method: method, payload: ByteBuffer(bytes: payload), timeoutNanoseconds: timeoutNanoseconds,
      to: &frame, with: MessageCodec())
    frame.setInteger(flags, at: frame.readerIndex + 9)
    return frame
  }

  /// A call with a message.
  static func call(
    _ method: MethodName, _ message: some WireMessage, streamID: UInt32 = 1, timeoutNanoseconds: Int64 = 0,
    flags: UInt8 = 0
  ) throws -> ByteBuffer {
    var payload = ByteBuffer()
    message.encode(into: &payload, with: MessageCodec())
    return try call(
      method, Array(payload.readableBytesView), streamID: streamID, timeoutNanoseconds: timeoutNanoseconds,
      flags: flags)
  }

  /// A field of protobuf that is a number of 0 to 127.
  static func field(_ number: UInt8, _ value: UInt8) -> [UInt8] { [number << 3, value] }

  /// A field of protobuf that is up to 127 bytes of text.
  static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(bytes.count)] + bytes }
}
