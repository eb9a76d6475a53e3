/// Reads the JSON of a certificate (RFC 8259), stricter than common readers: numbers are integers within ±2^53, and an
/// object has each key once, so that a document has one meaning and one canonical text. Never deeper than 32 levels.
struct JSONReader {
  /// Integers that every reader of JSON keeps exactly.
  static let integers: ClosedRange<Int64> = -(1 << 53)...(1 << 53)

  private static let maximumDepth = 32
  private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

  private let bytes: [UInt8]
  private var position = 0

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The document that these bytes hold.
  static func read(_ bytes: [UInt8]) throws(JSONFault) -> JSONValue {
    guard String(validating: bytes, as: UTF8.self) != nil else { throw JSONFault(line: 1, "this is not UTF-8") }
    var reader = JSONReader(bytes)
    let value = try reader.value(depth: 0)
    reader.skipWhitespace()
    guard reader.position == bytes.count else { throw reader.fault("there is more behind the document's end") }
    return value
  }

  private mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
    guard depth < Self.maximumDepth else { throw fault("nothing here is nested so deeply") }
    skipWhitespace()
    switch current {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case let byte? where byte == UInt8(ascii: "-") || Self.digits.contains(byte): return .integer(try integer())
    case nil: throw fault("the document ends too early")
    default: throw fault("expected an object, an array, a string, an integer, true or false")
    }
  }

  private mutating func object(depth: Int) throws(JSONFault) -> JSONValue {
    var members: [(key: String, value: JSONValue)] = []
    var keys: Set<[UInt8]> = []
    position += 1
    skipWhitespace()
    guard !take("}") else { return .object([]) }
    repeat {
      skipWhitespace()
      guard current == UInt8(ascii: "\"") else { throw fault("expected a key in quotes") }
      let key = try string()
      // Bytes, not characters: two keys that Unicode calls equal are two keys.
      guard keys.insert(Array(key.utf8)).inserted else { throw fault("the key \"\(key)\" stands here twice") }
      skipWhitespace()
      guard take(":") else { throw fault("expected a colon behind the key \"\(key)\"") }
      members.append((key, try value(depth: depth + 1)))
      skipWhitespace()
    } while take(",")
    guard take("}") else { throw fault("expected a comma or the object's end") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONFault) -> JSONValue {
    var elements: [JSONValue] = []
    position += 1
    skipWhitespace()
    guard !take("]") else { return .array([]) }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipWhitespace()
    } while take(",")
    guard take("]") else { throw fault("expected a comma or the array's end") }
    return .array(elements)
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONFault) -> JSONValue {
    guard word.withUTF8Buffer({ bytes[position...].starts(with: $0) }) else { throw fault("expected \(word)") }
    position += word.utf8CodeUnitCount
    return value
  }

  private mutating func integer() throws(JSONFault) -> Int64 {
    let start = position
    if current == UInt8(ascii: "-") { position += 1 }
    let firstDigit = position
    while let byte = current, Self.digits.contains(byte) { position += 1 }
    let digits = position - firstDigit
    if let byte = current, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(byte) {
      throw fault("every number here is an integer, written as one")
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard digits > 0, digits == 1 || bytes[firstDigit] != UInt8(ascii: "0"), text != "-0", let number = Int64(text),
      Self.integers.contains(number)
    else { throw fault("expected an integer of at most 2^53") }
    return number
  }

  private mutating func string() throws(JSONFault) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = current {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20: throw fault("a control character in a string has to be escaped")
      default: text.append(byte)
      }
    }
    throw fault("the document ends in a string")
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONFault) {
    guard let byte = current else { throw fault("the document ends in a string") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text += Array(String(try escapedScalar()).utf8)
    default: throw fault("there is no such escape in JSON")
    }
  }

  /// The scalar of `\uXXXX`, or of two of them where the first is half of one.
  private mutating func escapedScalar() throws(JSONFault) -> Unicode.Scalar {
    let first = try escapedUnit()
    if let scalar = Unicode.Scalar(first) { return scalar }
    if UTF16.isLeadSurrogate(first), take("\\"), take("u") {
      let second = try escapedUnit()
      let low = UInt32(second) &- 0xDC00
      if low < 0x400, let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + low) { return scalar }
    }
    throw fault("half of a character stands alone")
  }

  private mutating func escapedUnit() throws(JSONFault) -> UInt16 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw fault("expected four hexadecimal digits behind \\u") }
    position += 4
    return unit
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  private mutating func skipWhitespace() {
    while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  private func fault(_ description: String) -> JSONFault {
    JSONFault(line: bytes.prefix(position).count { $0 == UInt8(ascii: "\n") } + 1, description)
  }
}

/// Where a text stops to be the JSON that is read here, and why.
struct JSONFault: Error, Equatable, CustomStringConvertible {
  /// 1 and up.
  var line: Int
  var reason: String

  init(line: Int, _ reason: String) {
    self.line = line
    self.reason = reason
  }

  var description: String { "line \(line): \(reason)" }
}
