/// The wire types of protobuf that proto3 uses.
enum WireType: UInt8 {
  case varint = 0
  case fixed64 = 1
  case lengthDelimited = 2
  case fixed32 = 5
}

/// Reads the protobuf wire format from bytes that somebody else owns, and never past their end.
struct WireReader {
  private let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  var isAtEnd: Bool {
    position >= bytes.count
  }

  /// The number and the wire type of the field that begins here.
  @inline(__always)
  mutating func readTag() throws(MessageDecodingError) -> (number: UInt32, type: WireType) {
    let tag = try readVarint()
    let number = tag >> 3
    guard number >= 1, number < 1 << 29 else {
      throw .malformed("a field has a number outside 1 to 536,870,911")
    }
    guard let type = WireType(rawValue: UInt8(truncatingIfNeeded: tag & 7)) else {
      throw .malformed("field \(number) has a wire type that proto3 doesn't use")
    }
    return (UInt32(truncatingIfNeeded: number), type)
  }

  @inline(__always)
  mutating func readVarint() throws(MessageDecodingError) -> UInt64 {
    guard position < bytes.count else {
      throw .malformed("the message ends within a field")
    }
    let first = bytes[position]
    if first < 0x80 {
      position += 1
      return UInt64(first)
    }
    return try readLongVarint()
  }

  private mutating func readLongVarint() throws(MessageDecodingError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 {
        return value
      }
      shift += 7
      if shift >= 70 {
        throw .malformed("a varint is longer than 10 bytes")
      }
    }
    throw .malformed("the message ends within a varint")
  }

  /// The place of the contents of a length-delimited field; the reader stands behind them afterwards.
  @inline(__always)
  mutating func readLengthDelimited() throws(MessageDecodingError) -> Range<Int> {
    let length = try readVarint()
    guard length <= UInt64(bytes.count - position) else {
      throw .malformed("a field is longer than the message")
    }
    let start = position
    position += Int(length)
    return start..<position
  }

  @inline(__always)
  mutating func skip(_ count: Int) throws(MessageDecodingError) {
    guard count <= bytes.count - position else {
      throw .malformed("the message ends within a field")
    }
    position += count
  }
}
