package import Histogram

/// The percentiles of a run's latencies in microseconds.
public struct LatencySummary: Codable, Equatable, Sendable {
  /// At most this are half of the latencies, nine of ten, 99 of 100 and 999 of 1,000.
  public var p50, p90, p99, p999: UInt64
  /// The longest.
  public var max: UInt64
}

extension LatencySummary {
  package init(_ histogram: Histogram<UInt64>) {
    self.init(
      p50: histogram.valueAtPercentile(50), p90: histogram.valueAtPercentile(90), p99: histogram.valueAtPercentile(99),
      p999: histogram.valueAtPercentile(99.9), max: histogram.totalCount == 0 ? 0 : histogram.max)
  }

  /// All of them, each under the name that a person knows it by.
  package var named: [(name: String, microseconds: UInt64)] {
    [("p50", p50), ("p90", p90), ("p99", p99), ("p99.9", p999), ("max", max)]
  }
}
