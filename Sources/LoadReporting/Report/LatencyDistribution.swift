internal import Histogram

/// All latencies of a run in microseconds, to three significant digits. Distributions of several runs can be added
/// without losing anything.
public struct LatencyDistribution: Equatable, Sendable {
  /// The number of times that a latency occurred.
  public struct Bucket: Equatable, Sendable {
    /// A latency of the bucket in microseconds; those of one bucket are the same to three digits.
    public var microseconds: UInt64
    /// The number of answers that took that long.
    public var count: UInt64
  }

  /// The longest latency: twelve days. One that is beyond counts as that long.
  static let maximumMicroseconds: UInt64 = 1 << 40

  private var histogram: Histogram<UInt64>

  init(_ histogram: Histogram<UInt64> = Histogram<UInt64>(numberOfSignificantValueDigits: .three)) {
    self.histogram = histogram
  }

  /// A distribution from the buckets of another one.
  init(_ buckets: [Bucket]) {
    self.init()
    for bucket in buckets {
      _ = histogram.record(min(bucket.microseconds, Self.maximumMicroseconds), count: bucket.count)
    }
  }

  /// The number of latencies.
  public var count: UInt64 { histogram.totalCount }

  /// The percentiles.
  public var summary: LatencySummary { LatencySummary(histogram) }

  /// The buckets that are not empty, the shortest latency first. The first and the last have the shortest and the
  /// longest latency itself, so that a distribution made of them has the same percentiles.
  public var buckets: [Bucket] {
    var buckets = histogram.recordedValues().map { Bucket(microseconds: $0.value, count: $0.count) }
    if let first = buckets.indices.first, buckets[first].microseconds > 0 {
      buckets[first].microseconds = histogram.min
    }
    if let last = buckets.indices.last, histogram.maxRecorded > 0 { buckets[last].microseconds = histogram.maxRecorded }
    return buckets
  }

  mutating func add(_ other: LatencyDistribution) {
    histogram.add(other.histogram)
  }

  /// The distribution as a curve for a plot.
  var curve: LatencyCurve { LatencyCurve(histogram) }

  /// The percentiles in HdrHistogram's text format, which its public plotters read: milliseconds, percentile, count,
  /// 1/(1 - percentile).
  public var percentileText: String {
    var text = ""
    histogram.outputPercentileDistribution(to: &text, outputValueUnitScalingRatio: 1_000)
    return text
  }
}
