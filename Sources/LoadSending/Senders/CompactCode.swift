/// A coupon's code as its bytes, without an allocation: millions of them are compared. Two codes are the same only if
/// their bytes are, whatever Unicode calls equal.
public struct CompactCode: Hashable, Sendable {
  private var bytes: InlineArray<4, UInt64>

  /// `nil`: the text is too long for any code: ten Hangul syllables are 30 bytes.
  package init?(_ text: String) {
    var text = text
    let words = text.withUTF8 { utf8 -> InlineArray<4, UInt64>? in
      guard utf8.count < 32 else { return nil }
      var words = InlineArray<4, UInt64>(repeating: 0)
      for (index, byte) in utf8.enumerated() {
        words[index / 8] |= UInt64(byte) << UInt64(8 * (index % 8))
      }
      // The last byte is the length, so that no padding is mistaken for text.
      words[3] |= UInt64(utf8.count) << 56
      return words
    }
    guard let words else { return nil }
    bytes = words
  }

  /// True if the bytes are the same.
  public static func == (left: Self, right: Self) -> Bool {
    left.bytes[0] == right.bytes[0] && left.bytes[1] == right.bytes[1] && left.bytes[2] == right.bytes[2]
      && left.bytes[3] == right.bytes[3]
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    for index in bytes.indices { hasher.combine(bytes[index]) }
  }
}

extension CompactCode: CustomStringConvertible {
  /// The code as text.
  public var description: String {
    let count = Int(bytes[3] >> 56)
    let utf8 = (0..<count).map { UInt8(truncatingIfNeeded: bytes[$0 / 8] >> UInt64(8 * ($0 % 8))) }
    return String(decoding: utf8, as: UTF8.self)
  }
}
