import CCampaignProto

/// A built structure and the number of bytes that it packs to.
struct PackableMessage {
  let byteCount: Int
  private let message: UnsafePointer<ProtobufCMessage>

  init<CStruct>(_ structure: UnsafeMutablePointer<CStruct>) {
    // Each message structure begins with a ProtobufCMessage.
    message = UnsafeRawPointer(structure).assumingMemoryBound(to: ProtobufCMessage.self)
    byteCount = protobuf_c_message_get_packed_size(message)
  }

  /// Packs to the beginning of bytes that have room for it, and returns ``byteCount``.
  @discardableResult
  func pack(to bytes: UnsafeMutableRawBufferPointer) -> Int {
    guard byteCount > 0, bytes.count >= byteCount, let start = bytes.baseAddress else {
      return 0
    }
    return protobuf_c_message_pack(message, start.assumingMemoryBound(to: UInt8.self))
  }
}
