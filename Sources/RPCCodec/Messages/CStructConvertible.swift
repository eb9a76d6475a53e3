import CCampaignProto
import NIOCore

/// A message that can become the C structure that protobuf-c packs, and be made of one that it unpacked. The pointers
/// point into the codec's arena and are not kept.
protocol CStructConvertible: WireMessage {
  associatedtype CStruct
  static var descriptor: MessageDescriptor<CStruct> { get }

  /// Copies everything out of an unpacked structure.
  init(reading message: UnsafePointer<CStruct>, with codec: MessageCodec)

  /// Copies everything into a new structure in the arena.
  func build(in arena: MessageArena) -> UnsafeMutablePointer<CStruct>
}

extension CStructConvertible {
  /// The message that the bytes are.
  public static func decode(_ bytes: ByteBuffer, with codec: MessageCodec) throws(MessageDecodingError) -> Self {
    try codec.decode(Self.self, from: bytes)
  }

  /// Appends what `prefix` appends, and then the message's bytes.
  public func encode(
    into buffer: inout ByteBuffer, with codec: MessageCodec,
    prefix: (_ byteCount: Int, _ buffer: inout ByteBuffer) -> Void
  ) {
    codec.usingArena {
      let packable = PackableMessage(build(in: codec.arena))
      prefix(packable.byteCount, &buffer)
      buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: packable.byteCount) { packable.pack(to: $0) }
    }
  }

  /// The value of a message field, `nil` where it is absent.
  init?(reading field: UnsafeMutablePointer<CStruct>?, with codec: MessageCodec) {
    guard let field else {
      return nil
    }
    self.init(reading: UnsafePointer(field), with: codec)
  }

  /// The values of a repeated message field.
  static func readAll(
    _ start: UnsafeMutablePointer<UnsafeMutablePointer<CStruct>?>?, count: Int, with codec: MessageCodec
  ) -> [Self] {
    let elements = UnsafeBufferPointer(start: start, count: start == nil ? 0 : count)
    var values: [Self] = []
    values.reserveCapacity(elements.count)
    for case let element? in elements {
      values.append(Self(reading: UnsafePointer(element), with: codec))
    }
    return values
  }
}

extension String {
  /// The value of a string field, which the scan before the unpack found to be UTF-8 without NUL.
  init(field: UnsafeMutablePointer<CChar>?) {
    if let field, field.pointee != 0 {
      self.init(cString: field)
    } else {
      self.init()
    }
  }
}
