/// The status that a service names in the JSON object of an answer.
public enum PartnerStatus: String, Hashable, Sendable {
  case done = "DONE"
  case fail = "FAIL"
  case requested = "REQUESTED"

  /// Reads the text of the object's own field `status`, the last one where it is there twice. `nil`: the body is no
  /// JSON object, or names none of these.
  public init?(_ body: [UInt8]) {
    var reader = JSONObjectReader(body)
    guard let text = reader.text(of: "status"), let status = PartnerStatus(rawValue: text) else { return nil }
    self = status
  }
}

/// Reads one text of a JSON object (RFC 8259), whatever else the object has. Input comes from strangers: nothing
/// recurses, and nothing is read twice.
struct JSONObjectReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The text of a field of the object itself; `nil`: it has none, or is no object.
  mutating func text(of name: String) -> String? {
    var found: String?
    skipSpace()
    guard take("{") else { return nil }
    skipSpace()
    if take("}") { return isAtEnd ? found : nil }
    repeat {
      skipSpace()
      guard let key = string() else { return nil }
      skipSpace()
      guard take(":") else { return nil }
      skipSpace()
      if key == name {
        let start = place
        found = string()
        if found == nil {
          place = start
          guard skipValue() else { return nil }
        }
      } else {
        guard skipValue() else { return nil }
      }
      skipSpace()
    } while take(",")
    guard take("}") else { return nil }
    return isAtEnd ? found : nil
  }

  private var isAtEnd: Bool { bytes[min(place, bytes.count)...].allSatisfy(Self.isSpace) }

  /// Skips a value by its brackets; what stands between them is not checked.
  private mutating func skipValue() -> Bool {
    var depth = 0
    repeat {
      guard let byte = next else { return false }
      switch byte {
      case UInt8(ascii: "\""): guard string() != nil else { return false }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        place += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard depth > 0 else { return false }
        depth -= 1
        place += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard depth > 0 else { return false }
        place += 1
      default:
        let start = place
        while let byte = next, !Self.isEnd(byte) { place += 1 }
        guard place > start else { return false }
      }
      skipSpace()
    } while depth > 0
    return true
  }

  /// Reads a string; escapes of other characters than quote and backslash are kept as they are written.
  private mutating func string() -> String? {
    guard take("\"") else { return nil }
    var text: [UInt8] = []
    while let byte = next {
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let escaped = next else { return nil }
        place += 1
        if escaped != UInt8(ascii: "\""), escaped != UInt8(ascii: "\\") { text.append(byte) }
        text.append(escaped)
      default: text.append(byte)
      }
    }
    return nil
  }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = next, Self.isSpace(byte) { place += 1 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

  private static func isEnd(_ byte: UInt8) -> Bool {
    isSpace(byte) || ",:{}[]\"".utf8.contains(byte)
  }
}
