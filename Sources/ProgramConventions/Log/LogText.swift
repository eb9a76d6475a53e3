/// What of a text goes into a line of the log. Names, addresses and faults may hold what a client sent: nothing in them may
/// end a line, move a terminal's cursor, turn the writing direction or fill the log.
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

  /// Whether a terminal shows the scalar and does nothing else. RPCCodec's `PrintableText` has the same rule: the
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
