import Testing

@testable import CampaignDomain

/// The figures of docs/coupon-codes.md, "How many there are".
@Suite struct CouponCodeCountTests {
  /// Codes by what the rules ask of the scalars read so far.
  private struct Prefix: Hashable {
    /// Σ position · value modulo 97
    var sum: Int
    var endsInDigit: Bool
    var hasSyllable: Bool
  }

  /// Counts all codes that keep every rule, scalar by scalar.
  private static func countOfCodes() -> Int {
    var counts = [Prefix(sum: 0, endsInDigit: true, hasSyllable: false): 1]
    for position in 1...CouponCode.length {
      var longer: [Prefix: Int] = [:]
      for (prefix, count) in counts {
        for value in 0..<CouponAlphabet.count {
          let isDigit = CouponAlphabet.isDigit(value)
          guard isDigit || prefix.endsInDigit else { continue }
          let next = Prefix(
            sum: (prefix.sum + position * value) % CouponAlphabet.count, endsInDigit: isDigit,
            hasSyllable: prefix.hasSyllable || !isDigit)
          longer[next, default: 0] += count
        }
      }
      counts = longer
    }
    // Ten scalars without two syllables side by side always have a digit.
    return counts.reduce(0) { $0 + ($1.key.sum == 0 && $1.key.hasSyllable ? $1.value : 0) }
  }

  @Test func thereAreAsManyCodesAsTheDocumentSays() {
    #expect(Self.countOfCodes() == 18_156_998_122_912)
  }

  @Test func theChanceOfAGuessIsWhatTheDocumentSays() {
    #expect(Self.countOfCodes() / 1_000 == 18_156_998_122)
    #expect(Self.countOfCodes() / 10_000_000 == 1_815_699)
  }

  @Test func drawingKeepsThreeSequencesInTen() {
    let kept = Double(Self.countOfCodes()) / Double(CouponSequence.count)
    #expect((0.2993..<0.2994).contains(kept))
  }
}
