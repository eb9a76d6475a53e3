import NIOCore

/// A number as protobuf writes it: seven bits a byte, the lowest first (protobuf's encoding guide, "Base 128 Varints").
struct Varint {
  private let value: UInt64

  init(_ value: UInt64) {
    self.value = value
  }

  /// The number of bytes that it takes: 1 to 10.
  var byteCount: Int { max(1, (UInt64.bitWidth - value.leadingZeroBitCount + 6) / 7) }

  func write(to buffer: inout ByteBuffer) {
    var rest = value
    while rest > 0x7F {
      buffer.writeInteger(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    buffer.writeInteger(UInt8(truncatingIfNeeded: rest))
  }

  /// The number of bytes that it takes as a field with a number below 16: none where it is 0, which isn't sent.
  var fieldByteCount: Int { value == 0 ? 0 : 1 + byteCount }

  /// Writes it as that field.
  func write(asField number: UInt8, to buffer: inout ByteBuffer) {
    guard value != 0 else { return }
    buffer.writeInteger(number << 3 | WireType.varint.rawValue)
    write(to: &buffer)
  }
}
