import CCampaignProto
public import NIOCore

/// Appends whole response frames to a buffer: header, envelope and message in one piece.
public enum ResponseEncoder {
  /// Appends a success. After an error the buffer is as it was.
  public static func append(
    streamID: UInt32, message: some WireMessage, to buffer: inout ByteBuffer, with codec: MessageCodec
  ) throws(FrameEncodingError) {
    let start = buffer.writerIndex
    var length = 0
    message.encode(into: &buffer, with: codec) { byteCount, buffer in
      let prefix = PayloadPrefix(byteCount: byteCount)
      length = prefix.byteCount + byteCount
      buffer.reserveCapacity(minimumWritableBytes: FrameHeader.byteCount + length)
      FrameEncoder.append(
        FrameHeader(length: UInt32(clamping: length), streamID: streamID, type: FrameType.response), to: &buffer)
      prefix.write(to: &buffer)
    }
    guard length <= FrameLimits.protocolMaximumBytes else {
      buffer.moveWriterIndex(to: start)
      throw .tooLong(byteCount: length)
    }
  }

  /// Appends an answer that is a status. One that no frame could hold loses its details and the end of its message.
  public static func append(
    streamID: UInt32, status: RPCStatus, to buffer: inout ByteBuffer, with codec: MessageCodec
  ) {
    let length = codec.usingArena {
      let response = codec.arena.make(responseDescriptor)
      response.pointee.status = codec.arena.message(status)
      return FrameEncoder.append(PackableMessage(response), streamID: streamID, type: FrameType.response, to: &buffer)
    }
    if length > FrameLimits.protocolMaximumBytes {
      let shortened = RPCStatus(code: status.code, message: String(status.message.prefix(1_000)))
      append(streamID: streamID, status: shortened, to: &buffer, with: codec)
    }
  }
}

extension ResponseEncoder {
  /// Appends an answer whose bytes are known already.
  public static func append(streamID: UInt32, status: EncodedStatus, to buffer: inout ByteBuffer) {
    let frame = status.frame
    buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: frame.count) { bytes in
      bytes.copyBytes(from: frame)
      FrameHeader.write(streamID: streamID, to: bytes)
      return frame.count
    }
  }
}

let responseDescriptor = MessageDescriptor(ttrpc__response__init)

/// The bytes before the payload in a `ttrpc.Response`: the tag of field 2 and the payload's length. Written by hand, so
/// that the payload is packed right into its place; protobuf-c would want it packed elsewhere first.
private struct PayloadPrefix {
  private let payloadByteCount: Int
  /// The number of bytes of the prefix: none before an empty payload, which isn't sent.
  let byteCount: Int

  init(byteCount payloadByteCount: Int) {
    self.payloadByteCount = payloadByteCount
    byteCount = payloadByteCount == 0 ? 0 : 1 + Varint(UInt64(payloadByteCount)).byteCount
  }

  func write(to buffer: inout ByteBuffer) {
    guard payloadByteCount > 0 else {
      return
    }
    buffer.writeInteger(2 << 3 | WireType.lengthDelimited.rawValue)
    Varint(UInt64(payloadByteCount)).write(to: &buffer)
  }
}
