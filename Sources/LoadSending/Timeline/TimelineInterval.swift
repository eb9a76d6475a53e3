/// One interval of a ``RunTimeline``.
package struct TimelineInterval: Equatable, Sendable {
  /// The time from the run's start to the interval's.
  package var startMicroseconds: UInt64

  /// The length of the interval.
  package var lengthMicroseconds: UInt64

  /// Requests that were planned in it and were sent.
  package var sent: UInt64

  /// Requests that ended in it, by the number of their group.
  package var endedBySeries: [UInt64]

  /// The latencies of the requests that were planned in it; `nil` when none was answered.
  package var latency: IntervalLatency?

  /// Requests of a group that ended in it.
  package func ended(_ series: OutcomeSeries) -> UInt64 {
    endedBySeries.indices.contains(series.rawValue) ? endedBySeries[series.rawValue] : 0
  }

  /// Requests that ended in it.
  package var ended: UInt64 { endedBySeries.reduce(0, +) }

  /// The rate a second that a count in this interval makes.
  package func perSecond(_ count: UInt64) -> Double {
    Double(count) * 1_000_000 / Double(max(1, lengthMicroseconds))
  }
}

/// The latencies of one interval in microseconds: the longest exactly, the percentiles to within a sixteenth.
package struct IntervalLatency: Equatable, Sendable {
  package var p50: UInt64
  package var p99: UInt64
  package var longest: UInt64

  package init(p50: UInt64, p99: UInt64, longest: UInt64) {
    self.p50 = p50
    self.p99 = p99
    self.longest = longest
  }

  /// The latencies of a row of ``LatencyBuckets``; `nil` when it is empty.
  package init?(buckets: ArraySlice<UInt32>, longest: UInt64) {
    let total = buckets.reduce(into: UInt64(0)) { $0 += UInt64($1) }
    guard total > 0 else { return nil }
    func value(atPercent percent: UInt64) -> UInt64 {
      let rank = max(1, (total * percent + 99) / 100)
      var seen: UInt64 = 0
      for (bucket, count) in buckets.enumerated() {
        seen += UInt64(count)
        if seen >= rank { return min(longest, LatencyBuckets.highest(of: bucket)) }
      }
      return longest
    }
    self.init(p50: value(atPercent: 50), p99: value(atPercent: 99), longest: longest)
  }
}
