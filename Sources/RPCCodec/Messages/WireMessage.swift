public import NIOCore

/// A protobuf message as a Swift value. The package's own messages conform; they travel through protobuf-c.
public protocol WireMessage: Sendable, Equatable {
  /// The name in its proto file with the package: `campaign.v1.Coupon`.
  static var fullName: String { get }

  /// The message that the bytes are; they are checked as ``MessageDecodingError`` tells.
  static func decode(_ bytes: ByteBuffer, with codec: MessageCodec) throws(MessageDecodingError) -> Self

  /// Appends what `prefix` appends, which is told how many bytes the message has, and then the message's bytes.
  func encode(
    into buffer: inout ByteBuffer, with codec: MessageCodec,
    prefix: (_ byteCount: Int, _ buffer: inout ByteBuffer) -> Void)
}

extension WireMessage {
  /// Appends the message's bytes.
  public func encode(into buffer: inout ByteBuffer, with codec: MessageCodec) {
    encode(into: &buffer, with: codec) { _, _ in }
  }
}
