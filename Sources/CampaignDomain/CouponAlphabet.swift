/// The 97 scalars that codes are made of; docs/coupon-codes.md says why these.
///
/// Syllables are open or end in ㅇ, start with one of ten plain consonants and have one of five single vowels: no two of
/// them look or sound alike as 애/에 or 가/카 do. Left out are numbers (이 사 오 구 공 두 서 너 조) and words that are
/// rude by themselves (봉 성). The digits lack 0 and 1, which read as ㅇ and ㅣ. All are in KS X 1001.
enum CouponAlphabet {
  static let digits: [Unicode.Scalar] = Array("23456789".unicodeScalars)
  /// Known when it is compiled: each scalar of each code that is drawn is compared with it.
  private static let digitCount = 8

  static let syllables: [Unicode.Scalar] = Array(
    """
    가강거겅고궁기깅나낭넝노농누눙니닝다당더덩도동둥디딩라랑러렁로롱루룽리링마망머멍모몽무뭉미밍\
    바방버벙보부붕비빙상소송수숭시싱아앙어엉옹우웅잉자장저정종주중지징하항허헝호홍후훙히힝
    """.unicodeScalars)

  /// Digits first: a value below `digits.count` is a digit.
  static let scalars: [Unicode.Scalar] = digits + syllables

  /// The size of the alphabet: a prime, so that the check finds every single error and every swap.
  static let count = scalars.count

  /// Each scalar as UTF-8.
  static let utf8: [Unicode.Scalar.UTF8View] = scalars.map(\.utf8)

  private static let values: [Unicode.Scalar: Int] = Dictionary(
    uniqueKeysWithValues: scalars.enumerated().map { ($0.element, $0.offset) })

  static func value(of scalar: Unicode.Scalar) -> Int? {
    values[scalar]
  }

  static func isDigit(_ value: Int) -> Bool {
    value < digitCount
  }
}

/// The last scalar checks the other nine: Σ position · value ≡ 0 modulo the alphabet's size.
///
/// The size is a prime and the weights 1…10 differ, so one wrong scalar changes the sum by weight · difference ≠ 0, and
/// two swapped scalars by (difference of weights) · (difference of values) ≠ 0.
enum CouponChecksum {
  static func holds(_ values: some Collection<Int>) -> Bool {
    weightedSum(values) % CouponAlphabet.count == 0
  }

  /// The value that completes nine values to a code.
  static func checkValue(of values: some Collection<Int>) -> Int {
    // The weight 10 has the inverse 68 modulo 97: 10 · 68 = 680 = 7 · 97 + 1.
    let inverseOfLastWeight = 68
    let sum = weightedSum(values) % CouponAlphabet.count
    return (CouponAlphabet.count - sum) % CouponAlphabet.count * inverseOfLastWeight % CouponAlphabet.count
  }

  private static func weightedSum(_ values: some Collection<Int>) -> Int {
    var sum = 0
    var weight = 1
    for value in values {
      sum += weight * value
      weight += 1
    }
    return sum
  }
}

/// No two syllables side by side, so that no word, least of all an insult, is spelled; at least one syllable and one
/// digit.
enum CouponShape {
  static func holds(_ values: some Collection<Int>) -> Bool {
    var digitCount = 0
    var syllableCount = 0
    var endsInSyllable = false
    for value in values {
      let isSyllable = !CouponAlphabet.isDigit(value)
      if isSyllable && endsInSyllable { return false }
      if isSyllable { syllableCount += 1 } else { digitCount += 1 }
      endsInSyllable = isSyllable
    }
    return digitCount > 0 && syllableCount > 0
  }
}
