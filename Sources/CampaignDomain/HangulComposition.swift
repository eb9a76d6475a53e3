/// Composes conjoining jamo to syllables, by the arithmetic of the Unicode Standard, chapter 3.12: what NFC does to
/// Hangul. Text from macOS often comes decomposed.
enum HangulComposition {
  private static let syllableBase: UInt32 = 0xAC00
  private static let leadingBase: UInt32 = 0x1100
  private static let vowelBase: UInt32 = 0x1161
  private static let trailingBase: UInt32 = 0x11A7
  private static let leadingCount: UInt32 = 19
  private static let vowelCount: UInt32 = 21
  private static let trailingCount: UInt32 = 28
  private static let syllableCount = leadingCount * vowelCount * trailingCount

  static func composed(_ scalars: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    for scalar in scalars {
      if let last = result.last, let pair = composed(last, scalar) {
        result[result.count - 1] = pair
      } else {
        result.append(scalar)
      }
    }
    return result
  }

  private static func composed(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
    if let leading = index(of: first, from: leadingBase, count: leadingCount),
      let vowel = index(of: second, from: vowelBase, count: vowelCount)
    {
      return Unicode.Scalar(syllableBase + (leading * vowelCount + vowel) * trailingCount)
    }
    // The trailing index 0 means "none", so U+11A7 itself composes with nothing.
    if let syllable = index(of: first, from: syllableBase, count: syllableCount), syllable % trailingCount == 0,
      let trailing = index(of: second, from: trailingBase, count: trailingCount), trailing > 0
    {
      return Unicode.Scalar(first.value + trailing)
    }
    return nil
  }

  private static func index(of scalar: Unicode.Scalar, from base: UInt32, count: UInt32) -> UInt32? {
    guard scalar.value >= base, scalar.value - base < count else { return nil }
    return scalar.value - base
  }
}
