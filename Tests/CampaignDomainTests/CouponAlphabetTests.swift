import Foundation
import Testing

@testable import CampaignDomain

/// docs/coupon-codes.md, "Alphabet". That all syllables are in KS X 1001 is shown there by a command.
@Suite struct CouponAlphabetTests {
  @Test func theAlphabetHasNinetySevenScalarsAPrimeAndNoneTwice() {
    #expect(CouponAlphabet.count == 97)
    #expect((2..<97).allSatisfy { 97 % $0 != 0 })
    #expect(Set(CouponAlphabet.scalars).count == 97)
  }

  @Test func theDigitsAreTwoToNineAndComeFirst() {
    #expect(CouponAlphabet.digits.map(String.init) == (2...9).map(String.init))
    #expect(CouponAlphabet.scalars.prefix(8).elementsEqual(CouponAlphabet.digits))
    #expect((0..<97).filter(CouponAlphabet.isDigit) == Array(0..<8))
  }

  @Test func everyOtherScalarIsAComposedSyllable() {
    #expect(CouponAlphabet.syllables.count == 89)
    #expect(CouponAlphabet.syllables.allSatisfy { (0xAC00...0xD7A3).contains($0.value) })
    #expect(
      CouponAlphabet.syllables.allSatisfy {
        let text = String($0)
        return text.precomposedStringWithCanonicalMapping.unicodeScalars.elementsEqual(text.unicodeScalars)
      })
  }

  @Test func everySyllableHasAPlainConsonantASingleVowelAndAtMostTheFinalIeung() {
    // ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅎ, ㅏㅓㅗㅜㅣ, none or ㅇ, by their indices in the Unicode Standard, chapter 3.12.
    let consonants: Set<UInt32> = [0, 2, 3, 5, 6, 7, 9, 11, 12, 18]
    let vowels: Set<UInt32> = [0, 4, 8, 13, 20]
    for syllable in CouponAlphabet.syllables {
      let index = syllable.value - 0xAC00
      #expect(consonants.contains(index / 588), "\(syllable)")
      #expect(vowels.contains(index % 588 / 28), "\(syllable)")
      #expect([0, 21].contains(index % 28), "\(syllable)")
    }
  }

  @Test func numbersAndRudeWordsAreLeftOutAndNothingElse() {
    let out = "이사오구공두서너조봉성".unicodeScalars
    #expect(out.allSatisfy { CouponAlphabet.value(of: $0) == nil })
    #expect(CouponAlphabet.syllables.count + out.count == 10 * 5 * 2)
  }

  @Test func valueFindsEachScalarAgain() {
    for (value, scalar) in CouponAlphabet.scalars.enumerated() { #expect(CouponAlphabet.value(of: scalar) == value) }
    for scalar in "01O가나각\u{1100}a".unicodeScalars where !CouponAlphabet.scalars.contains(scalar) {
      #expect(CouponAlphabet.value(of: scalar) == nil)
    }
  }
}
