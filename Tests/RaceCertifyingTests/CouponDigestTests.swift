import Testing

@testable import LoadReporting
@testable import LoadSending
@testable import RaceCertifying

/// The digests of coupons place a change without telling a code.
struct CouponDigestTests {
  private func digest(_ count: Int64, rangeSize: Int64? = nil, changing changed: Int64? = nil) -> CouponDigest.Result {
    let digest = CouponDigest(lastSequence: count, rangeSize: rangeSize)
    for sequence in stride(from: Int64(1), through: count, by: 1) {
      digest.add(
        sequence: sequence, code: "code", user: sequence == changed ? "other" : "user", issueMicroseconds: sequence)
    }
    return digest.finish()
  }

  @Test func theWholeIsOverALineACoupon() {
    #expect(digest(2).whole == SHA256.hexadecimal("1\tcode\tuser\t1\n2\tcode\tuser\t2\n"))
    #expect(digest(0) == CouponDigest.Result(whole: SHA256.hexadecimal(""), rangeSize: 10, ranges: []))
  }

  @Test func aChangeTouchesTheDigestOfItsRangeAlone() {
    let (before, after) = (digest(200), digest(200, changing: 35))
    #expect(before.rangeSize == 10 && before.ranges.count == 20)
    #expect(zip(before.ranges, after.ranges).enumerated().filter { $1.0 != $1.1 }.map(\.offset) == [3])
    #expect(before.whole != after.whole)
  }

  @Test func thereAreAHundredRangesAtTheMost() {
    #expect(digest(1_000).ranges.count == 100)
    #expect(digest(1_001).rangeSize == 11)
    #expect(digest(12_345).ranges.count <= 100)
    // A certificate of few coupons that is checked against many.
    #expect(digest(12_345, rangeSize: 10).ranges.count <= 100)
  }

  @Test func sequencesBeyondTheRangesAreCountedToTheNearest() {
    let digest = CouponDigest(lastSequence: 10)
    for sequence in [Int64.min, 0, 11, Int64.max] {
      digest.add(sequence: sequence, code: "code", user: "", issueMicroseconds: 0)
    }
    let result = digest.finish()
    #expect(result.ranges == [result.whole])
  }

  @Test func noSequenceAndNoSizeIsTooLargeForTheRanges() {
    #expect(CouponDigest(lastSequence: .max).finish().ranges.count == 100)
    #expect(CouponDigest(lastSequence: .max, rangeSize: .max).finish().ranges.count == 1)
    #expect(CouponDigest(lastSequence: .min, rangeSize: .min).finish().ranges.isEmpty)
    #expect(CouponDigest.rangeCount(lastSequence: 201, rangeSize: 100) == 3)
    #expect(CouponDigest.rangeCount(lastSequence: 200, rangeSize: 100) == 2)
    #expect(CouponDigest.rangeCount(lastSequence: .max, rangeSize: 0) == .max)
  }
}
