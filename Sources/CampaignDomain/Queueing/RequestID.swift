/// The name of a coupon request: a UUID of version 7 (RFC 9562, section 5.7), which grows with time and can't be
/// guessed.
public struct RequestID: Hashable, Sendable, CustomStringConvertible {
  /// The first 64 of its 128 bits.
  public let high: UInt64
  /// The last 64 of its 128 bits.
  public let low: UInt64

  /// Any UUID, as a storage kept it.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// A new one: 48 bits of `time` in milliseconds and 74 random ones. `generator` must be a good source.
  public static func new(at time: Timestamp, using generator: inout some RandomNumberGenerator) -> RequestID {
    let milliseconds = UInt64(clamping: time.microsecondsSinceEpoch / 1_000)
    return RequestID(
      high: milliseconds << 16 | 0x7000 | generator.next() & 0x0FFF,
      low: 1 << 63 | generator.next() >> 2)
  }

  /// Reads 32 hexadecimal digits of any case in groups of 8, 4, 4, 4 and 12 (RFC 9562, section 4), of any version.
  /// `nil`: the text is none.
  public init?(_ text: String) {
    guard text.utf8.count == 36 else { return nil }
    var (high, low): (UInt64, UInt64) = (0, 0)
    for (place, byte) in text.utf8.enumerated() {
      if [8, 13, 18, 23].contains(place) {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard let digit = Self.digit(byte) else { return nil }
      if place < 18 { high = high << 4 | digit } else { low = low << 4 | digit }
    }
    self.init(high: high, low: low)
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  /// The text, in lower case.
  public var description: String {
    var digits: [UInt8] = []
    digits.reserveCapacity(36)
    for place in 0..<32 {
      if [8, 12, 16, 20].contains(place) { digits.append(UInt8(ascii: "-")) }
      let half = place < 16 ? high : low
      let digit = UInt8(truncatingIfNeeded: half >> UInt64(60 - place % 16 * 4) & 0xF)
      digits.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
    return String(decoding: digits, as: UTF8.self)
  }
}
