import SeededRandomness
import Foundation
import Testing

@testable import CampaignDomain

@Suite struct CouponCodeParsingTests {
  private static func draw(seed: UInt64) -> CouponCode {
    var generator = SplitMix64(seed: seed)
    return CouponCode.random(using: &generator)
  }

  private static func fault(of text: String) -> CouponCodeFault? {
    do throws(CouponCodeFault) {
      _ = try CouponCode(parsing: text)
      return nil
    } catch {
      return error
    }
  }

  /// A text of ten values of the alphabet, of which the last makes the check right.
  private static func completed(_ nine: [Int]) -> String {
    var text = String.UnicodeScalarView()
    for value in nine + [CouponChecksum.checkValue(of: nine)] { text.append(CouponAlphabet.scalars[value]) }
    return String(text)
  }

  @Test func decomposedSyllablesAreComposedFirst() throws {
    for seed in 50..<150 as Range<UInt64> {
      let code = Self.draw(seed: seed)
      let decomposed = code.text.decomposedStringWithCanonicalMapping
      #expect(decomposed.unicodeScalars.count > 10)
      let read = try CouponCode(parsing: decomposed)
      #expect(read.text.unicodeScalars.elementsEqual(code.text.unicodeScalars))
    }
  }

  @Test func whiteSpaceIsDroppedWhereverItStands() throws {
    let code = Self.draw(seed: 51)
    for space in [" ", "\t", "\n", "\r\n", "\u{A0}", "\u{3000}", "  "] {
      let spaced = space + code.text.map(String.init).joined(separator: space) + space
      #expect(try CouponCode(parsing: spaced) == code)
    }
    // Spaces may stand between the jamo of one syllable, too, as in a line that a mail program broke.
    let decomposed = code.text.decomposedStringWithCanonicalMapping.unicodeScalars.map { String($0) }
    #expect(try CouponCode(parsing: decomposed.joined(separator: "\n")) == code)
  }

  @Test func otherLengthsAreRefusedWithTheirLength() {
    let code = Self.draw(seed: 52)
    #expect(Self.fault(of: "") == .wrongLength(0))
    #expect(Self.fault(of: "   ") == .wrongLength(0))
    #expect(Self.fault(of: String(code.text.dropLast())) == .wrongLength(9))
    #expect(Self.fault(of: code.text + "2") == .wrongLength(11))
    #expect(Self.fault(of: String(repeating: "가", count: 1_000)) == .wrongLength(1_000))
    // Dropped scalars are not counted.
    #expect(Self.fault(of: " \u{200B}" + code.text + "\u{FEFF}２") == .wrongLength(11))
  }

  /// Invisible scalars that come with a code copied from a page, a message or a document.
  @Test(arguments: [
    "\u{200B}", "\u{FEFF}", "\u{2060}", "\u{200C}", "\u{200D}", "\u{AD}", "\u{200E}", "\u{202A}", "\u{FE0F}",
    "\u{3164}",
    "\u{115F}", "\u{E0020}",
  ])
  func whatShowsNothingIsDroppedWhereverItStands(_ invisible: String) throws {
    for seed in 60..<70 as Range<UInt64> {
      let code = Self.draw(seed: seed)
      #expect(try CouponCode(parsing: invisible + code.text + invisible) == code)
      // They may stand between the jamo of one syllable, too.
      let decomposed = code.text.decomposedStringWithCanonicalMapping.unicodeScalars.map { String($0) }
      let read = try CouponCode(parsing: decomposed.joined(separator: invisible))
      #expect(read.text.utf8.elementsEqual(code.text.utf8))
    }
  }

  @Test func fullWidthDigitsAreDigits() throws {
    for seed in 70..<90 as Range<UInt64> {
      let code = Self.draw(seed: seed)
      let wide = code.text.unicodeScalars.map { scalar -> String in
        guard ("2"..."9").contains(scalar) else { return String(scalar) }
        return String(Unicode.Scalar(0xFF10 + scalar.value - 0x30).map(Character.init) ?? "?")
      }
      #expect(wide.joined() != code.text)
      #expect(try CouponCode(parsing: wide.joined()).text.utf8.elementsEqual(code.text.utf8))
    }
    // The error names the plain form of a full-width digit that no code has.
    #expect(Self.fault(of: "２２２２２２２２２１") == .unknownScalar("1", position: 10))
  }

  @Test(arguments: ["0", "1", "O", "l", "-", "각", "이", "조", "ㄱ", "Ａ", "😀", "\u{1100}", "\u{0}"])
  func aScalarOutsideTheAlphabetIsNamedWithItsPlace(_ foreign: String) throws {
    let scalar = try #require(foreign.unicodeScalars.first)
    for place in 0..<10 {
      // Digits alone compose with nothing around them.
      var scalars = Array(repeating: Unicode.Scalar("2"), count: 10)
      scalars[place] = scalar
      let text = scalars.map { String($0) }.joined()
      #expect(Self.fault(of: text) == .unknownScalar(scalar, position: place + 1))
    }
  }

  @Test func theTrailingBaseComposesWithNothing() throws {
    // U+11A7 stands one before the first trailing consonant and means "none" in the arithmetic alone.
    let code = try #require((0..<100 as Range<UInt64>).lazy.map(Self.draw).first { $0.text.first?.isNumber == false })
    let scalars = Array(code.text.unicodeScalars)
    let open = Unicode.Scalar(0xAC00 + (scalars[0].value - 0xAC00) / 28 * 28)
    let withBase = [try #require(open), "\u{11A7}"] + scalars.dropFirst()
    #expect(Self.fault(of: withBase.map { String($0) }.joined()) == .wrongLength(11))
  }

  @Test func digitsAloneAndTouchingSyllablesAreNoCodesThoughTheirCheckIsRight() throws {
    var generator = SplitMix64(seed: 53)
    var digitsAlone = 0
    var touching = 0
    while digitsAlone == 0 || touching == 0 {
      let digits = (0..<9).map { _ in Int.random(in: 0..<8, using: &generator) }
      if CouponChecksum.checkValue(of: digits) < 8 {
        #expect(Self.fault(of: Self.completed(digits)) == .neverIssued)
        digitsAlone += 1
      }
      var syllables = digits
      syllables[3] = Int.random(in: 8..<97, using: &generator)
      syllables[4] = Int.random(in: 8..<97, using: &generator)
      #expect(Self.fault(of: Self.completed(syllables)) == .neverIssued)
      touching += 1
    }
  }

  @Test func aWrongCheckIsToldBeforeAShapeThatNeverWas() {
    // Ten times the digit 3, whose value is 1: the sum 55 is no multiple of 97.
    #expect(Self.fault(of: "3333333333") == .wrongCheckScalar)
  }

  @Test func tenTwosAreNoCode() {
    // Their values are all 0, and so is their sum.
    #expect(Self.fault(of: "2222222222") == .neverIssued)
  }

  @Test func eachFaultSaysInWordsWhatIsWrong() {
    #expect(CouponCodeFault.wrongLength(9).description == "a code has 10 characters, this one has 9")
    #expect(
      CouponCodeFault.unknownScalar("각", position: 3).description == "character 3, “각”, occurs in no code")
    #expect(
      CouponCodeFault.wrongCheckScalar.description
        == "the check character does not fit: a character is wrong or two neighbours are swapped")
    #expect(
      CouponCodeFault.neverIssued.description
        == "no code has two syllables side by side, only digits or only syllables")
  }

  @Test func aCodeIsItsText() {
    let code = Self.draw(seed: 54)
    #expect(code.description == code.text)
    #expect(CouponCode(alreadyChecked: code.text) == code)
  }
}
