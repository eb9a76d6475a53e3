import Histogram
import Testing

@testable import LoadReporting
@testable import LoadSending

struct LatencyDistributionTests {
  private func distribution(_ latencies: [UInt64]) -> LatencyDistribution {
    LatencyDistribution(latencies.map { LatencyDistribution.Bucket(microseconds: $0, count: 1) })
  }

  @Test func aDistributionMadeOfBucketsIsTheSame() {
    var generator = SystemRandomNumberGenerator()
    let latencies = (0..<10_000).map { _ in UInt64.random(in: 0...UInt64.random(in: 1...10_000_000), using: &generator)
    }
    let whole = distribution(latencies)
    let copy = LatencyDistribution(whole.buckets)
    #expect(copy.summary == whole.summary && copy.count == 10_000)
    #expect(copy.buckets == whole.buckets)
  }

  @Test func partsTogetherAreTheWhole() {
    let latencies = (1...10_000).map { UInt64($0 * 37 % 100_000) }
    var sum = distribution(Array(latencies[..<3_000]))
    sum.add(LatencyDistribution(distribution(Array(latencies[3_000...])).buckets))
    #expect(sum.buckets == distribution(latencies).buckets)
    #expect(sum.summary == distribution(latencies).summary)
  }

  @Test func nothingIsNothing() {
    let nothing = LatencyDistribution([])
    #expect(nothing.buckets.isEmpty && nothing.count == 0 && nothing.summary.max == 0)
    #expect(distribution([0, 0]).buckets == [LatencyDistribution.Bucket(microseconds: 0, count: 2)])
  }

  @Test func thePercentileTextIsWhatPlottersRead() throws {
    let text = distribution((1...1_000).map { UInt64($0 * 1_000) }).percentileText
    let lines = text.split(separator: "\n")
    #expect(
      try #require(lines.first).split(separator: " ") == ["Value", "Percentile", "TotalCount", "1/(1-Percentile)"])
    let rows = lines.dropFirst().filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ").map { Double($0) } }
    #expect(rows.allSatisfy { $0.count >= 3 && !$0.contains(nil) })
    // Milliseconds, growing; the last row is the longest one and everything.
    let last = try #require(rows.last)
    #expect(abs((last[0] ?? 0) - 1_000) < 1 && last[1] == 1 && last[2] == 1_000)
    #expect(rows.compactMap { $0[1] } == rows.compactMap { $0[1] }.sorted())
    for footer in ["#[Mean    =", "#[Max     =", "#[Buckets ="] { #expect(text.contains(footer)) }
  }
}
