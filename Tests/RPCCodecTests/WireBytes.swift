import NIOCore

/// Protobuf bytes written by hand, for messages that no encoder would write.
struct WireBytes {
  var bytes: [UInt8] = []

  var buffer: ByteBuffer {
    ByteBuffer(bytes: bytes)
  }

  static func + (left: WireBytes, right: WireBytes) -> WireBytes {
    WireBytes(bytes: left.bytes + right.bytes)
  }

  static func raw(_ bytes: [UInt8]) -> WireBytes {
    WireBytes(bytes: bytes)
  }

  static func tag(_ number: UInt64, _ wireType: UInt64) -> WireBytes {
    varint(number << 3 | wireType)
  }

  static func varint(_ value: UInt64) -> WireBytes {
    var bytes: [UInt8] = []
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return WireBytes(bytes: bytes + [UInt8(rest)])
  }

  static func field(_ number: UInt64, _ value: UInt64) -> WireBytes {
    tag(number, 0) + varint(value)
  }

  static func field(_ number: UInt64, _ contents: [UInt8]) -> WireBytes {
    tag(number, 2) + varint(UInt64(contents.count)) + raw(contents)
  }

  static func field(_ number: UInt64, _ text: String) -> WireBytes {
    field(number, Array(text.utf8))
  }

  static func field(_ number: UInt64, _ message: WireBytes) -> WireBytes {
    field(number, message.bytes)
  }

  func repeated(_ count: Int) -> WireBytes {
    WireBytes(bytes: Array(repeatElement(bytes, count: count).joined()))
  }
}

extension ByteBuffer {
  /// The bytes that these hexadecimal digits are.
  init(hex: String) {
    var digits = hex[...]
    var bytes: [UInt8] = []
    while digits.count >= 2 {
      bytes.append(UInt8(digits.prefix(2), radix: 16) ?? 0)
      digits = digits.dropFirst(2)
    }
    self.init(bytes: bytes)
  }

  var hex: String {
    readableBytesView.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
