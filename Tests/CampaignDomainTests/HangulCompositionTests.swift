import SeededRandomness
import Foundation
import Testing

@testable import CampaignDomain

/// The Unicode Standard, chapter 3.12.
@Suite struct HangulCompositionTests {
  private static func composed(_ text: String) -> [Unicode.Scalar] {
    HangulComposition.composed(text.unicodeScalars)
  }

  private static func text(_ scalars: some Sequence<UInt32>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars.compactMap(Unicode.Scalar.init))
    return String(view)
  }

  @Test func allSyllablesComeBackFromTheirDecomposition() {
    for value in 0xAC00...0xD7A3 as ClosedRange<UInt32> {
      let syllable = Self.text([value])
      guard Self.composed(syllable.decomposedStringWithCanonicalMapping).map(\.value) == [value] else {
        Issue.record("U+\(String(value, radix: 16)) does not come back")
        return
      }
    }
  }

  /// The Unicode Standard, chapter 3.12: the jamo of a syllable.
  private static func decomposed(_ scalars: some Sequence<Unicode.Scalar>) -> [UInt32] {
    scalars.flatMap { scalar -> [UInt32] in
      guard (0xAC00...0xD7A3).contains(scalar.value) else { return [scalar.value] }
      let index = scalar.value - 0xAC00
      let jamo = [0x1100 + index / 588, 0x1161 + index % 588 / 28]
      return index % 28 == 0 ? jamo : jamo + [0x11A7 + index % 28]
    }
  }

  private static func canCompose(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
    let isOpenSyllable = (0xAC00...0xD7A3).contains(first.value) && (first.value - 0xAC00) % 28 == 0
    return (0x1100...0x1112).contains(first.value) && (0x1161...0x1175).contains(second.value)
      || isOpenSyllable && (0x11A8...0x11C2).contains(second.value)
  }

  /// NFC is what decomposes to the same jamo and has nothing left to compose. (Foundation is no measure here: the one
  /// of Swift 6.3 makes U+D7C0 of U+1113 U+1162 and leaves U+AC1C U+11BB apart.)
  @Test func randomJamoKeepTheirDecompositionAndLeaveNothingToCompose() {
    var generator = SplitMix64(seed: 60)
    // The jamo with their neighbours beyond the modern ones, open and closed syllables, a digit.
    let pool: [UInt32] =
      Array(0x10FF...0x1114) + Array(0x1160...0x1177) + Array(0x11A6...0x11C4)
      + [0xAC00, 0xAC01, 0xAC1B, 0xAC1C, 0xD788, 0xD7A3, 0xABFF, 0x32]
    for _ in 0..<5_000 {
      let text = Self.text((0..<6).compactMap { _ in pool.randomElement(using: &generator) })
      let composed = Self.composed(text)
      #expect(Self.decomposed(composed) == Self.decomposed(text.unicodeScalars))
      #expect(!zip(composed, composed.dropFirst()).contains(where: Self.canCompose), "\(composed.map(\.value))")
    }
  }

  @Test func theTrailingBaseAndWhatLiesBeyondTheModernJamoStayApart() {
    #expect(Self.composed("\u{AC00}\u{11A7}").map(\.value) == [0xAC00, 0x11A7])
    #expect(Self.composed("\u{1100}\u{1161}\u{11A7}").map(\.value) == [0xAC00, 0x11A7])
    #expect(Self.composed("\u{AC00}\u{11C3}").map(\.value) == [0xAC00, 0x11C3])
    #expect(Self.composed("\u{1113}\u{1161}").map(\.value) == [0x1113, 0x1161])
    #expect(Self.composed("\u{1100}\u{1176}").map(\.value) == [0x1100, 0x1176])
  }

  @Test func aClosedSyllableTakesNoSecondFinal() {
    #expect(Self.composed("\u{AC01}\u{11A8}").map(\.value) == [0xAC01, 0x11A8])
    #expect(Self.composed("\u{AC00}\u{11A8}\u{11A8}").map(\.value) == [0xAC01, 0x11A8])
  }

  @Test func otherTextStaysAsItIs() {
    #expect(Self.composed("") == [])
    #expect(Self.composed("e\u{301}2ㄱ").map(\.value) == [0x65, 0x301, 0x32, 0x3131])
  }
}
