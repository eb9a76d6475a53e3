/// A code as it comes in, from a keyboard, a page or a message, made into what it shows (docs/coupon-codes.md, "How a
/// code is read"). It guesses nothing: what is left out can't be seen, and what is replaced is the same character in
/// another form.
enum CouponCodeText {
  /// The scalars that a reader sees, in NFC.
  static func scalars(of input: String) -> [Unicode.Scalar] {
    // Before composing, so that nothing stands between the jamo of one syllable.
    HangulComposition.composed(input.unicodeScalars.lazy.filter { !isInvisible($0) }.map(folded))
  }

  /// White space, and what Unicode says a font may leave out: zero width spaces and joiners, soft hyphens, byte order
  /// marks.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
  }

  /// U+FF10 to U+FF19, the digits of an East Asian input method at full width, as the digits that they are.
  private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    guard (0xFF10...0xFF19).contains(scalar.value) else { return scalar }
    return Unicode.Scalar(UInt8(scalar.value - 0xFF10) + UInt8(ascii: "0"))
  }
}
