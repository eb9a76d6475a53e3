extension CouponCode {
  /// Draws a code, each with the same chance. `generator` must be a cryptographic source: whoever could foresee codes
  /// could redeem what others were issued.
  public static func random(using generator: inout some RandomNumberGenerator) -> CouponCode {
    while true {
      var values = CouponSequence.atRank(UInt64.random(in: 0..<CouponSequence.count, using: &generator))
      values.append(CouponChecksum.checkValue(of: values))
      // About one draw in three has a check scalar that fits the shape; keeping only those keeps the chances equal.
      guard CouponShape.holds(values) else { continue }
      return CouponCode(values)
    }
  }
}

extension CouponCode {
  /// The code that these ten values spell.
  init(_ values: CouponValues) {
    // A syllable is three bytes of UTF-8 and a digit one.
    let text = String(unsafeUninitializedCapacity: 3 * CouponCode.length) { buffer in
      var count = 0
      for value in values {
        for byte in CouponAlphabet.utf8[value] where count < buffer.count {
          buffer[count] = byte
          count += 1
        }
      }
      return count
    }
    self.init(alreadyChecked: text)
  }
}

/// The sequences of nine scalars without two syllables side by side, numbered from 0: one random number below `count`
/// draws one of them, where drawing scalar by scalar would throw almost everything away.
enum CouponSequence {
  private static let length = CouponCode.length - 1
  private static let digitChoices = UInt64(CouponAlphabet.digits.count)
  private static let syllableChoices = UInt64(CouponAlphabet.syllables.count)

  /// `continuations[n]`: how many sequences of n scalars may follow a digit. After a syllable only a digit may follow,
  /// so the ones that follow it number `digitChoices · continuations[n - 1]`.
  private static let continuations: [UInt64] = {
    var counts: [UInt64] = [1, digitChoices + syllableChoices]
    for length in 2...CouponCode.length {
      counts.append(digitChoices * counts[length - 1] + syllableChoices * digitChoices * counts[length - 2])
    }
    return counts
  }()

  static let count = continuations[length]

  /// The sequence of number `rank`, which is below `count`.
  static func atRank(_ rank: UInt64) -> CouponValues {
    var rest = rank
    var values = CouponValues()
    while values.count < length {
      let left = length - values.count
      let afterDigit = continuations[left - 1]
      let startingWithDigit = digitChoices * afterDigit
      if rest < startingWithDigit {
        values.append(Int(rest / afterDigit))
        rest %= afterDigit
        continue
      }
      rest -= startingWithDigit
      guard left > 1 else {
        values.append(CouponAlphabet.digits.count + Int(rest))
        break
      }
      // A syllable and the digit that has to follow it are taken in one step.
      let afterPair = continuations[left - 2]
      let afterSyllable = digitChoices * afterPair
      values.append(CouponAlphabet.digits.count + Int(rest / afterSyllable))
      rest %= afterSyllable
      values.append(Int(rest / afterPair))
      rest %= afterPair
    }
    return values
  }
}
