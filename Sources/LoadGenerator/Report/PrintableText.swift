/// Text from outside, a server's or a file's, as a terminal may show it.
public enum PrintableText {
  /// The text on one line: what would move the cursor, give the terminal orders or turn the writing direction is
  /// replaced by U+FFFD.
  public static func line(_ text: String) -> String {
    var line = ""
    for scalar in text.unicodeScalars { line.unicodeScalars.append(isPrintable(scalar) ? scalar : "\u{FFFD}") }
    return line
  }

  /// The same for a text of several lines, which stay lines.
  public static func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }.joined(separator: "\n")
  }

  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
    default: true
    }
  }
}
