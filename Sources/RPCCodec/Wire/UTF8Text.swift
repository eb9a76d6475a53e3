/// Tells whether bytes are text that a string field may hold.
enum UTF8Text {
  enum Finding: Equatable {
    case sound
    case broken
    case containsNUL
  }

  /// The first fault of the bytes, if there is one.
  static func check(_ bytes: UnsafeRawBufferPointer) -> Finding {
    var position = 0
    while position < bytes.count {
      if bytes.count - position >= 8, isASCIIWithoutNUL(bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      {
        position += 8
        continue
      }
      let first = bytes[position]
      if first < 0x80 {
        guard first != 0 else {
          return .containsNUL
        }
        position += 1
        continue
      }
      let length = sequenceLength(at: position, of: bytes)
      guard length > 0 else {
        return .broken
      }
      position += length
    }
    return .sound
  }

  /// True if a byte is 0, in text that is known to be UTF-8.
  static func containsNUL(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var position = 0
    while bytes.count - position >= 8 {
      let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      guard (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 == 0 else {
        return true
      }
      position += 8
    }
    return bytes[position...].contains(0)
  }

  /// True if none of eight bytes is 0 or beyond ASCII: taking 1 from each borrows from the high bit of a 0 only.
  @inline(__always)
  private static func isASCIIWithoutNUL(_ word: UInt64) -> Bool {
    (word | (word &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 == 0
  }

  /// The length of the scalar beyond ASCII that begins here, or 0 where none does: no overlong form, no surrogate,
  /// nothing past U+10FFFF (table 3-7 of the Unicode standard).
  @inline(__always)
  private static func sequenceLength(at position: Int, of bytes: UnsafeRawBufferPointer) -> Int {
    let first = bytes[position]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: return 0
    }
    guard bytes.count - position >= length, second.contains(bytes[position + 1]) else {
      return 0
    }
    for offset in 2..<max(length, 2) where bytes[position + offset] & 0xC0 != 0x80 {
      return 0
    }
    return length
  }
}
