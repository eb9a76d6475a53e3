internal import Logging

/// The form for people: `TIME LEVEL PROGRAM: key=value … [MODULE] MESSAGE`.
extension LogLine {
  var text: String {
    let fields = sortedFields.map { " \(Self.value($0.key))=\(Self.value("\($0.value)"))" }.joined()
    return "\(time.local) \(level) \(label):\(fields) [\(source)] \(LogText.escaped(LogText.cut(message)))\n"
  }

  /// A value that could be taken for more than one, or for something else, stands in quotes.
  private static func value(_ text: String) -> String {
    let cut = LogText.cut(text)
    guard cut.isEmpty || cut.unicodeScalars.contains(where: needsQuotes) else { return cut }
    return "\"" + LogText.escaped(cut, inQuotes: true) + "\""
  }

  private static func needsQuotes(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar == "\"" || scalar == "=" || scalar == "\\" || !LogText.isPrintable(scalar)
  }
}
