import SeededRandomness
import Testing

@testable import CampaignDomain

/// Drawing a code begins with a number below `CouponSequence.count`: each number must stand for one sequence of nine,
/// and each sequence must have a number, or codes would not have equal chances.
@Suite struct CouponSequenceTests {
  /// The number of sequences of `length` scalars without two syllables side by side, counted scalar by scalar.
  private static func count(length: Int, afterSyllable: Bool = false) -> UInt64 {
    var endingInDigit: UInt64 = afterSyllable ? 0 : 1
    var endingInSyllable: UInt64 = afterSyllable ? 1 : 0
    for _ in 0..<length {
      (endingInDigit, endingInSyllable) = (8 * (endingInDigit + endingInSyllable), 89 * endingInDigit)
    }
    return endingInDigit + endingInSyllable
  }

  /// The inverse of `atRank`: the number of sequences before this one in the order of their values.
  private static func rank(of values: [Int]) -> UInt64 {
    var rank: UInt64 = 0
    var afterSyllable = false
    for (offset, value) in values.enumerated() {
      let left = values.count - offset - 1
      let digitsBelow = UInt64(min(value, 8))
      let syllablesBelow = UInt64(max(value - 8, 0))
      rank += digitsBelow * count(length: left)
      if !afterSyllable { rank += syllablesBelow * count(length: left, afterSyllable: true) }
      afterSyllable = value >= 8
    }
    return rank
  }

  /// The first and last ranks, those around each change of the first scalar and of the first three, and random ones.
  private static let ranks: [UInt64] = {
    var ranks: [UInt64] = [0, 1, 2, CouponSequence.count / 2, CouponSequence.count - 2, CouponSequence.count - 1]
    for first in 0..<97 {
      let begin = rank(of: [first] + Array(repeating: 0, count: 8))
      ranks += begin == 0 ? [begin] : [begin - 1, begin]
    }
    for first in [0, 7, 8, 96] {
      for second in first < 8 ? [0, 7, 8, 96] : [0, 7] {
        for third in second < 8 ? [0, 7, 8, 96] : [0, 7] {
          let begin = rank(of: [first, second, third] + Array(repeating: 0, count: 6))
          ranks += begin == 0 ? [begin] : [begin - 1, begin, begin + 1]
        }
      }
    }
    var generator = SplitMix64(seed: 30)
    ranks += (0..<5_000).map { _ in UInt64.random(in: 0..<CouponSequence.count, using: &generator) }
    return ranks
  }()

  @Test func countIsThatOfAnIndependentCount() {
    #expect(CouponSequence.count == Self.count(length: 9))
    #expect(CouponSequence.count == 60_658_188_488_704)
  }

  @Test func eachRankGivesASequenceThatGivesTheRankBack() {
    for rank in Self.ranks {
      let values = Array(CouponSequence.atRank(rank))
      #expect(values.count == 9)
      #expect(values.allSatisfy { (0..<97).contains($0) })
      #expect(!zip(values, values.dropFirst()).contains { $0 >= 8 && $1 >= 8 }, "\(values)")
      #expect(Self.rank(of: values) == rank)
    }
  }

  @Test func theFirstRankIsAllTwosAndTheLastHasAsManyOfTheLastSyllableAsFit() {
    #expect(Array(CouponSequence.atRank(0)) == Array(repeating: 0, count: 9))
    #expect(Array(CouponSequence.atRank(CouponSequence.count - 1)) == [96, 7, 96, 7, 96, 7, 96, 7, 96])
  }

  @Test func neighbouringRanksGiveSequencesInOrder() {
    for rank in Self.ranks where rank > 0 {
      let before = Array(CouponSequence.atRank(rank - 1))
      #expect(before.lexicographicallyPrecedes(Array(CouponSequence.atRank(rank))))
    }
  }
}
