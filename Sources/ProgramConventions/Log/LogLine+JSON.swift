internal import Logging

/// The form for programs: `time`, `level` and `message`, then the fields.
extension LogLine {
  /// The names that a field can't have: one that has, gets an underscore in front.
  private static let ownNames: Set<String> = ["time", "level", "message"]

  var json: String {
    var text = #"{"time":"\#(time.utc)","level":"\#(level)","message":\#(Self.string(message))"#
    for (key, value) in sortedFields {
      text += ",\(Self.string(Self.ownNames.contains(key) ? "_" + key : key)):\(Self.value(value))"
    }
    return text + "}\n"
  }

  private static func value(_ value: Logger.Metadata.Value) -> String {
    switch value {
    case .string(let text): return string(text)
    case .stringConvertible(let value): return scalar(value)
    case .array(let values): return "[" + values.map(Self.value).joined(separator: ",") + "]"
    case .dictionary(let fields):
      let members = fields.sorted { $0.key < $1.key }.map { "\(string($0.key)):\(Self.value($0.value))" }
      return "{" + members.joined(separator: ",") + "}"
    }
  }

  /// Numbers and truths stay what they are, so that a reader can compare them.
  private static func scalar(_ value: any CustomStringConvertible) -> String {
    switch value {
    case let number as any BinaryInteger: return number.description
    case let number as Double where number.isFinite: return number.description
    case let truth as Bool: return truth.description
    default: return string(value.description)
    }
  }

  /// A JSON string (RFC 8259, section 7). Scalars that are not printable are escaped, also where JSON would let them
  /// through.
  private static func string(_ text: String) -> String {
    let escaped = LogText.escaped(LogText.cut(text), inQuotes: true) { scalar in
      String(scalar).utf16.map { "\\u\(String(0x1_0000 + Int($0), radix: 16).dropFirst())" }.joined()
    }
    return "\"\(escaped)\""
  }
}
