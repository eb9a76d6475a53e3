package import Histogram

/// The percentiles of a run's latencies in microseconds.
public struct LatencySummary: Codable, Equatable, Sendable {
  /// The median.
  public var p50: UInt64
  /// The 90th percentile: nine of ten are at most this.
  public var p90: UInt64
  /// The 99th percentile: 99 of 100 are at most this.
  public var p99: UInt64
  /// The 99.9th percentile: 999 of 1,000 are at most this.
  public var p999: UInt64
  /// The longest.
  public var max: UInt64

  init(p50: UInt64, p90: UInt64, p99: UInt64, p999: UInt64, max: UInt64) {
    self.p50 = p50
    self.p90 = p90
    self.p99 = p99
    self.p999 = p999
    self.max = max
  }

  package init(_ histogram: Histogram<UInt64>) {
    p50 = histogram.valueAtPercentile(50)
    p90 = histogram.valueAtPercentile(90)
    p99 = histogram.valueAtPercentile(99)
    p999 = histogram.valueAtPercentile(99.9)
    max = histogram.totalCount == 0 ? 0 : histogram.max
  }
}
