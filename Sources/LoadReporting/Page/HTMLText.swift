import RPCCodec

/// Text from outside as a page may show it.
enum HTMLText {
  /// The text for an element's content or a quoted attribute: no character of it is markup. Characters that would move
  /// the cursor or turn the writing direction are replaced.
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

  /// A share of all: only nothing is shown as nothing, and only all as all.
  static func share(_ share: Double) -> String {
    switch share {
    case ...0: "0%"
    case ..<0.001: HTMLText.escaped("<0.1%")
    case 0.999..<1: HTMLText.escaped(">99.9%")
    default: AxisText.decimal((share * 1_000).rounded() / 10) + "%"
    }
  }
}
