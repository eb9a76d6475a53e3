/// A coupon's code: ten scalars, each a Hangul syllable or a digit of `CouponAlphabet`, at least one of each, no two
/// syllables side by side, the last scalar a check of the other nine (docs/coupon-codes.md).
public struct CouponCode: ExactIdentifier {
  /// Scalars of a code.
  public static let length = 10

  /// The code in NFC: one scalar a syllable. It is compared by its bytes: Swift's own comparison would look up the form
  /// of each. A reader who finds it in a log can redeem it.
  public let exact: ExactText

  /// A code that was checked before: drawn by `random(using:)`, or read back from where it was saved.
  public init(alreadyChecked text: String) {
    exact = ExactText(text: text)
  }

  /// Reads a code that a person typed or a program sent: what shows nothing is dropped, full-width digits are folded
  /// and decomposed syllables are composed first (`CouponCodeText`), then every rule of a code is checked. Needs no
  /// database: it finds any one wrong scalar and any two swapped neighbours.
  public init(parsing input: String) throws(CouponCodeFault) {
    let scalars = CouponCodeText.scalars(of: input)
    guard scalars.count == Self.length else { throw .wrongLength(scalars.count) }
    var values: [Int] = []
    for (offset, scalar) in scalars.enumerated() {
      guard let value = CouponAlphabet.value(of: scalar) else { throw .unknownScalar(scalar, position: offset + 1) }
      values.append(value)
    }
    guard CouponChecksum.holds(values) else { throw .wrongCheckScalar }
    guard CouponShape.holds(values) else { throw .neverIssued }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    exact = ExactText(text: String(text))
  }
}

/// The reason why a text is no coupon code.
public enum CouponCodeFault: Error, Hashable, Sendable, CustomStringConvertible {
  case wrongLength(Int)
  case unknownScalar(Unicode.Scalar, position: Int)
  /// At least one scalar is wrong, or two neighbours are swapped.
  case wrongCheckScalar
  /// The check is right, but no code has this shape.
  case neverIssued

  /// One line in English for the one who typed the code.
  public var description: String {
    switch self {
    case .wrongLength(let count):
      "a code has \(CouponCode.length) characters, this one has \(count)"
    case .unknownScalar(let scalar, let position):
      "character \(position), “\(scalar)”, occurs in no code"
    case .wrongCheckScalar:
      "the check character does not fit: a character is wrong or two neighbours are swapped"
    case .neverIssued:
      "no code has two syllables side by side, only digits or only syllables"
    }
  }
}
