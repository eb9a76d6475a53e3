import RPCCodec

/// Text from outside as a page may show it.
enum HTMLText {
  /// The text for an element's content or a quoted attribute: no character of it is markup. What would move the cursor
  /// or turn the writing direction is replaced.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\n": escaped += "\n"
      default: escaped.unicodeScalars.append(PrintableText.isPrintable(scalar) ? scalar : "\u{FFFD}")
      }
    }
    return escaped
  }
}
