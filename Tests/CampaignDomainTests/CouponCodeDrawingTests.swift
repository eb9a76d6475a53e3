import SeededRandomness
import Testing

@testable import CampaignDomain

@Suite struct CouponCodeDrawingTests {
  @Test(arguments: 0..<4) func everyDrawnCodeKeepsEveryRule(_ part: Int) throws {
    var generator = SplitMix64(seed: 20 + UInt64(part))
    for _ in 0..<25_000 {
      let code = CouponCode.random(using: &generator)
      let values = code.text.unicodeScalars.compactMap(CouponAlphabet.value)
      let areDigits = values.map(CouponAlphabet.isDigit)
      // One expectation for all rules: a hundred thousand of each would take longer than the draws.
      let keepsRules =
        code.text.unicodeScalars.count == 10 && values.count == 10 && areDigits.contains(true)
        && areDigits.contains(false) && !zip(areDigits, areDigits.dropFirst()).contains { !$0 && !$1 }
        && zip(1...10, values).reduce(0) { $0 + $1.0 * $1.1 } % 97 == 0
      guard keepsRules else {
        Issue.record("\(code.text) breaks a rule")
        return
      }
    }
  }

  @Test func everyDrawnCodeIsReadBackAsItself() throws {
    var generator = SplitMix64(seed: 24)
    for _ in 0..<2_000 {
      let code = CouponCode.random(using: &generator)
      #expect(try CouponCode(parsing: code.text) == code)
    }
  }

  @Test func everyScalarOccursAtEveryPlace() {
    var generator = SplitMix64(seed: 25)
    var seen = Array(repeating: Set<Unicode.Scalar>(), count: 10)
    for _ in 0..<40_000 {
      for (place, scalar) in CouponCode.random(using: &generator).text.unicodeScalars.enumerated() {
        seen[place].insert(scalar)
      }
    }
    #expect(seen.map(\.count) == Array(repeating: 97, count: 10))
  }

  @Test func theSameSeedDrawsTheSameCodesAndAnotherOneOthers() {
    func codes(seed: UInt64) -> [CouponCode] {
      var generator = SplitMix64(seed: seed)
      return (0..<50).map { _ in CouponCode.random(using: &generator) }
    }
    #expect(codes(seed: 1) == codes(seed: 1))
    #expect(Set(codes(seed: 1)).isDisjoint(with: codes(seed: 2)))
  }
}
