import SeededRandomness
import Testing

@testable import CampaignDomain

/// The promise of the check scalar: any one wrong scalar and any two swapped neighbours are found without a database.
@Suite struct CouponChecksumTests {
  private static func codes(_ count: Int, seed: UInt64) -> [[Int]] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      CouponCode.random(using: &generator).text.unicodeScalars.compactMap(CouponAlphabet.value)
    }
  }

  private static func fault(of values: [Int]) -> CouponCodeFault? {
    var text = String.UnicodeScalarView()
    for value in values { text.append(CouponAlphabet.scalars[value]) }
    do throws(CouponCodeFault) {
      _ = try CouponCode(parsing: String(text))
      return nil
    } catch {
      return error
    }
  }

  @Test func everyWrongScalarAtEveryPlaceIsFound() {
    for code in Self.codes(8, seed: 40) {
      var found = 0
      for place in code.indices {
        for value in 0..<97 where value != code[place] {
          var wrong = code
          wrong[place] = value
          if Self.fault(of: wrong) == .wrongCheckScalar { found += 1 }
        }
      }
      #expect(found == 10 * 96)
    }
  }

  @Test func everySwapOfTwoNeighboursIsFound() {
    for code in Self.codes(400, seed: 41) {
      for place in 0..<9 {
        var swapped = code
        swapped.swapAt(place, place + 1)
        #expect(Self.fault(of: swapped) == (swapped == code ? nil : .wrongCheckScalar))
      }
    }
  }

  @Test func everySwapOfAnyTwoScalarsIsFoundToo() {
    for code in Self.codes(50, seed: 42) {
      for first in code.indices {
        for second in code.indices where second > first {
          var swapped = code
          swapped.swapAt(first, second)
          #expect(CouponChecksum.holds(swapped) == (swapped == code))
        }
      }
    }
  }

  @Test func theCheckValueCompletesAnyNineValuesAndIsTheOnlyOneThatDoes() {
    var generator = SplitMix64(seed: 43)
    for _ in 0..<300 {
      let nine = (0..<9).map { _ in Int.random(in: 0..<97, using: &generator) }
      let fitting = (0..<97).filter { CouponChecksum.holds(nine + [$0]) }
      #expect(fitting == [CouponChecksum.checkValue(of: nine)])
    }
  }
}
