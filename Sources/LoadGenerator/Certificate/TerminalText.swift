/// Texts of files and servers, safe to print: nothing in them can move the cursor, break a line or turn the writing
/// direction.
enum TerminalText {
  /// The text as one line; what would do more than show itself is written as an escape.
  static func line(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: acts) else { return text }
    var line = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": line += "\\n"
      case "\r": line += "\\r"
      case "\t": line += "\\t"
      case _ where acts(scalar): line += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line
  }

  /// Whether a terminal does something with it, or nobody knows what.
  private static func acts(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse, .surrogate: true
    default: false
    }
  }
}
