/// The number of columns of a terminal that a text takes: two for East Asian wide characters, none for combining ones.
enum DisplayWidth {
  static func of(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + of($1) }
  }

  /// A text that takes at most so many columns: what doesn't fit is cut off, and an ellipsis says so.
  static func cut(_ text: String, to columns: Int) -> String {
    guard of(text) > columns else { return text }
    var (cut, width) = ("", 1)
    // Character by character: a half of one, such as a letter without its accent, would be another.
    for character in text {
      width += of(String(character))
      guard width <= columns else { break }
      cut.append(character)
    }
    return columns > 0 ? cut + "…" : ""
  }

  private static func of(_ scalar: Unicode.Scalar) -> Int {
    if scalar.isASCII { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    // Vowels and final consonants of decomposed Hangul stand in the block of the initial one before them.
    if (0x1160...0x11FF).contains(scalar.value) { return 0 }
    return isWide(scalar) ? 2 : 1
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x1100 else { return false }
    return scalar.properties.isEmojiPresentation || wideRanges.contains { $0.contains(scalar.value) }
  }

  // East_Asian_Width W and F of the Unicode Character Database, neighbouring blocks joined.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F,  // initial consonants of Hangul
    0x2E80...0x303E,  // CJK radicals, punctuation
    0x3041...0x33FF,  // kana, bopomofo, compatibility Hangul, enclosed CJK
    0x3400...0x4DBF, 0x4E00...0x9FFF,  // CJK ideographs
    0xA000...0xA4CF,  // Yi
    0xA960...0xA97F,  // initial consonants of old Hangul
    0xAC00...0xD7A3,  // Hangul syllables
    0xF900...0xFAFF,  // CJK compatibility ideographs
    0xFE10...0xFE19, 0xFE30...0xFE6F,  // vertical and small forms
    0xFF01...0xFF60, 0xFFE0...0xFFE6,  // full-width forms
    0x16FE0...0x18DF2, 0x1AFF0...0x1B2FF,  // Tangut, kana supplements
    0x1F200...0x1F2FF,  // enclosed ideographs
    0x20000...0x3FFFD,  // CJK extensions
  ]
}
