import Testing

@testable import LoadSending

struct LatencyBucketsTests {
  @Test func everyLatencyLiesInABucketThatKnowsItToASixteenth() {
    for exponent in 0..<34 {
      for offset in [0, 1, 3, 7] as [UInt64] {
        let latency = UInt64(1) << UInt64(exponent) + offset
        let index = LatencyBuckets.index(of: latency)
        let highest = LatencyBuckets.highest(of: index)
        #expect(highest >= latency && highest - latency <= latency / 16)
        if index > 0 { #expect(LatencyBuckets.highest(of: index - 1) < latency) }
      }
    }
  }

  @Test func shortLatenciesAreExact() {
    for latency in 0..<32 as Range<UInt64> {
      #expect(LatencyBuckets.highest(of: LatencyBuckets.index(of: latency)) == latency)
    }
  }

  @Test func theLongestLatencyHasTheLastBucket() {
    #expect(LatencyBuckets.index(of: .max) == LatencyBuckets.count - 1)
    #expect(LatencyBuckets.index(of: 1 << 34 - 1) == LatencyBuckets.count - 1)
  }
}
