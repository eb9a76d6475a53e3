internal import Logging

/// The form for people: `TIME LEVEL PROGRAM: key=value … [MODULE] MESSAGE`.
extension LogLine {
  var text: String {
    let fields = sortedFields.map { " \(Self.value($0.key))=\(Self.value("\($0.value)"))" }.joined()
    return "\(time.local) \(level) \(label):\(fields) [\(source)] \(Self.escaped(LogText.cut(message)))\n"
  }

  /// A value that could be taken for more than one, or for something else, stands in quotes.
  private static func value(_ text: String) -> String {
    let cut = LogText.cut(text)
    guard cut.isEmpty || cut.unicodeScalars.contains(where: needsQuotes) else { return cut }
    return "\"" + escaped(cut, quoted: true) + "\""
  }

  private static func needsQuotes(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar == "\"" || scalar == "=" || scalar == "\\" || !LogText.isPrintable(scalar)
  }

  private static func escaped(_ text: String, quoted: Bool = false) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result.append(contentsOf: #"\n"#.unicodeScalars)
      case "\r": result.append(contentsOf: #"\r"#.unicodeScalars)
      case "\t": result.append(contentsOf: #"\t"#.unicodeScalars)
      case "\"" where quoted, "\\" where quoted: result.append(contentsOf: ["\\", scalar])
      case _ where LogText.isPrintable(scalar): result.append(scalar)
      default: result.append(contentsOf: LogText.escape(scalar).unicodeScalars)
      }
    }
    return String(result)
  }
}
