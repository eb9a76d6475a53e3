extension JSONValue {
  /// The canonical text of the document: RFC 8785 (JSON Canonicalization Scheme) for the documents that there are here,
  /// whose numbers are integers within ±2^53 and whose keys are ASCII.
  ///
  /// Members are sorted by their keys, nothing stands between the tokens, and a string escapes only what JSON demands:
  /// `\"`, `\\`, `\b`, `\t`, `\n`, `\f`, `\r`, and every other control character as `\u` with four lower-case digits. So
  /// it is also what `jq --compact-output --sort-keys` writes, but for its line's end.
  var canonicalText: String {
    switch self {
    case .string(let string): Self.canonicalText(of: string)
    case .integer(let integer): String(integer)
    case .boolean(let boolean): boolean ? "true" : "false"
    // Reports have these, certificates don't.
    case .decimal, .rows: text
    case .onOneLine(let value): value.canonicalText
    case .array(let elements): "[" + elements.map(\.canonicalText).joined(separator: ",") + "]"
    case .object(let members):
      "{"
        + members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
        .map { Self.canonicalText(of: $0.key) + ":" + $0.value.canonicalText }.joined(separator: ",") + "}"
    }
  }

  private static func canonicalText(of string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\u{08}": text += "\\b"
      case "\t": text += "\\t"
      case "\n": text += "\\n"
      case "\u{0C}": text += "\\f"
      case "\r": text += "\\r"
      case _ where scalar.value < 0x20:
        text += (scalar.value < 0x10 ? "\\u000" : "\\u00") + String(scalar.value, radix: 16)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
