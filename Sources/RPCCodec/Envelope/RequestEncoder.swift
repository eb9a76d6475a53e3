import CCampaignProto
public import NIOCore

/// Appends whole request frames to a buffer.
public enum RequestEncoder {
  /// Appends a call of `method` with a message. After an error the buffer is as it was.
  public static func append(
    streamID: UInt32, method: MethodName, message: some WireMessage, timeoutNanoseconds: Int64 = 0,
    metadata: [MetadataEntry] = [], to buffer: inout ByteBuffer, with codec: MessageCodec
  ) throws(FrameEncodingError) {
    var payload = ByteBuffer()
    message.encode(into: &payload, with: codec)
    try append(
      streamID: streamID, method: method, payload: payload, timeoutNanoseconds: timeoutNanoseconds,
      metadata: metadata, to: &buffer, with: codec)
  }

  /// Appends a call of `method` with a message that is encoded already. After an error the buffer is as it was.
  public static func append(
    streamID: UInt32, method: MethodName, payload: ByteBuffer, timeoutNanoseconds: Int64 = 0,
    metadata: [MetadataEntry] = [], to buffer: inout ByteBuffer, with codec: MessageCodec
  ) throws(FrameEncodingError) {
    let length = codec.usingArena {
      payload.withUnsafeReadableBytes { payload in
        let request = codec.arena.make(requestDescriptor)
        request.pointee.service = codec.arena.string(method.service)
        request.pointee.method = codec.arena.string(method.method)
        // Protobuf-c only reads the bytes that it packs.
        request.pointee.payload.data = UnsafeMutablePointer(
          mutating: payload.baseAddress?.assumingMemoryBound(to: UInt8.self))
        request.pointee.payload.len = payload.count
        request.pointee.timeout_nano = timeoutNanoseconds
        request.pointee.n_metadata = metadata.count
        request.pointee.metadata = codec.arena.messages(metadata)
        return FrameEncoder.append(PackableMessage(request), streamID: streamID, type: FrameType.request, to: &buffer)
      }
    }
    guard length <= FrameLimits.protocolMaximumBytes else {
      throw .tooLong(byteCount: length)
    }
  }
}
