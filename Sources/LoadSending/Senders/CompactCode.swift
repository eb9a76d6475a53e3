/// A coupon's code as its bytes, without an allocation: millions of them are compared. Two codes are the same only if
/// their bytes are, whatever Unicode calls equal.
public struct CompactCode: Hashable, Sendable, CustomStringConvertible {
  /// Thirty-two bytes, of which the last is the length, so that no padding is mistaken for text.
  private struct Bytes: Hashable {
    var (first, second, third, last): (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  }

  private var bytes = Bytes()

  /// `nil`: the text is too long for any code: ten Hangul syllables are 30 bytes.
  package init?(_ text: String) {
    let count = text.utf8.count
    guard count < MemoryLayout<Bytes>.size else { return nil }
    withUnsafeMutableBytes(of: &bytes) { bytes in
      bytes.copyBytes(from: text.utf8)
      bytes[bytes.count - 1] = UInt8(count)
    }
  }

  /// The code as text.
  public var description: String {
    withUnsafeBytes(of: bytes) { bytes in
      String(decoding: bytes.prefix(Int(bytes[bytes.count - 1])), as: UTF8.self)
    }
  }
}
