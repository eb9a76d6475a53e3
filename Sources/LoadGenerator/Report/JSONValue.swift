/// A JSON document whose objects keep the order in which they were written.
enum JSONValue: Sendable {
  case string(String)
  case integer(Int64)
  case boolean(Bool)
  /// A number with two digits after the point.
  case decimal(Double)
  /// Rows of numbers, a row a line.
  case rows([[UInt64]])
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])
  /// A value without line breaks: a row of a long list.
  indirect case onOneLine(JSONValue)

  static func number(_ number: some BinaryInteger) -> JSONValue { .integer(Int64(clamping: number)) }

  /// The document's text, indented by two spaces a level.
  var text: String {
    var text = ""
    write(to: &text, indentation: "")
    return text
  }

  private func write(to text: inout String, indentation: String) {
    switch self {
    case .string(let string): Self.write(string, to: &text)
    case .integer(let integer): text += String(integer)
    case .boolean(let boolean): text += boolean ? "true" : "false"
    case .decimal(let number): text += NumberText.decimal(number).filter { $0 != "," }
    case .rows(let rows):
      Self.write(rows, between: ("[", "]"), to: &text, indentation: indentation) { row, text, _ in
        text += "[" + row.map(String.init).joined(separator: ", ") + "]"
      }
    case .onOneLine(let value): value.writeOnOneLine(to: &text)
    case .array(let elements):
      Self.write(elements, between: ("[", "]"), to: &text, indentation: indentation) { element, text, inner in
        element.write(to: &text, indentation: inner)
      }
    case .object(let members):
      Self.write(members, between: ("{", "}"), to: &text, indentation: indentation) { member, text, inner in
        Self.write(member.key, to: &text)
        text += ": "
        member.value.write(to: &text, indentation: inner)
      }
    }
  }

  private func writeOnOneLine(to text: inout String) {
    switch self {
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += ", " }
        Self.write(member.key, to: &text)
        text += ": "
        member.value.writeOnOneLine(to: &text)
      }
      text += "}"
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ", " }
        element.writeOnOneLine(to: &text)
      }
      text += "]"
    default: write(to: &text, indentation: "")
    }
  }

  private static func write<Element>(
    _ elements: [Element], between brackets: (open: String, close: String), to text: inout String,
    indentation: String, _ writeElement: (Element, inout String, String) -> Void
  ) {
    text += brackets.open
    let inner = indentation + "  "
    for (index, element) in elements.enumerated() {
      text += index == 0 ? "\n" : ",\n"
      text += inner
      writeElement(element, &text, inner)
    }
    if !elements.isEmpty { text += "\n" + indentation }
    text += brackets.close
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      // JSON demands only the first; the others act on a terminal, or end a line for some readers.
      case "\u{00}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
