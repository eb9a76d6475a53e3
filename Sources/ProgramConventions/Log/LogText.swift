/// The part of a text that goes into a line of the log. Names, addresses and faults may hold what a client sent:
/// nothing in them may end a line, move a terminal's cursor, turn the writing direction or fill the log.
enum LogText {
  /// The most bytes of one message or value; what is longer ends in an ellipsis.
  static let maximumBytes = 4_096

  /// The text, or its beginning where it is too long.
  static func cut(_ text: String) -> String {
    guard text.utf8.count > maximumBytes else { return text }
    var end = text.utf8.index(text.startIndex, offsetBy: maximumBytes)
    while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
      end = text.utf8.index(before: end)
    }
    return text[..<end] + "…"
  }

  /// The text on one line, with quotes escaped where it stands in some; `escape` writes what is not printable.
  static func escaped(
    _ text: String, inQuotes: Bool = false, _ escape: (Unicode.Scalar) -> String = LogText.escape
  ) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += #"\n"#
      case "\r": result += #"\r"#
      case "\t": result += #"\t"#
      case "\"" where inQuotes, "\\" where inQuotes: result.unicodeScalars.append(contentsOf: ["\\", scalar])
      case _ where isPrintable(scalar): result.unicodeScalars.append(scalar)
      default: result += escape(scalar)
      }
    }
    return result
  }

  /// A text of several lines, safe to show: its line breaks and tabs stay, what else is not printable is escaped.
  static func shownInLines(_ text: String) -> String {
    guard !text.unicodeScalars.allSatisfy({ isPrintable($0) || $0 == "\n" || $0 == "\t" }) else { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      result += isPrintable(scalar) || scalar == "\n" || scalar == "\t" ? String(scalar) : escape(scalar)
    }
  }

  /// A scalar that is not printable, as Swift writes it: `\u{1B}`.
  static func escape(_ scalar: Unicode.Scalar) -> String {
    "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
  }

  /// True when a terminal shows the scalar and does nothing else. RPCCodec's `PrintableText` has the same rule: the
  /// scheduler, which has this log too, is built without the codec.
  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse, .surrogate: return false
    case .format: return scalar.value == 0x200C || scalar.value == 0x200D
    default: return true
    }
  }
}
