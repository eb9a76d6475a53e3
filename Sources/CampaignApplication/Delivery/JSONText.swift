/// Small JSON objects of texts (RFC 8259), as the bodies of requests to other services are.
enum JSONText {
  /// An object of these members, in their order.
  static func object(_ members: [(name: String, text: String)]) -> String {
    "{\(members.map { "\(quoted($0.name)):\(quoted($0.text))" }.joined(separator: ","))}"
  }

  /// A string with its quotes (section 7).
  static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    if isPlain { return "\"\(text)\"" }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
