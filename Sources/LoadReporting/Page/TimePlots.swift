internal import LoadSending

extension RunTimeline {
  /// The intervals as they are drawn. The last ends when the run did; a part of an interval that says little by itself
  /// goes with the one before it, so that a rate doesn't fall, or leap, where the run merely ended.
  var drawnIntervals: [TimelineInterval] {
    var drawn = intervals
    guard var last = drawn.popLast() else { return [] }
    let rest = lastEndMicroseconds - min(lastEndMicroseconds, last.startMicroseconds)
    last.lengthMicroseconds = min(last.lengthMicroseconds, max(1, rest))
    guard last.lengthMicroseconds < intervalMicroseconds / 2, var before = drawn.popLast() else {
      return drawn + [last]
    }
    before.lengthMicroseconds += last.lengthMicroseconds
    before.sent += last.sent
    before.endedBySeries = zip(before.endedBySeries, last.endedBySeries).map { $0 + $1 }
    if let latency = last.latency {
      let other = before.latency ?? latency
      before.latency = IntervalLatency(
        p50: max(latency.p50, other.p50), p99: max(latency.p99, other.p99),
        longest: max(latency.longest, other.longest))
    }
    return drawn + [before]
  }
}

extension TimelineInterval {
  fileprivate var span: ClosedRange<Double> {
    Double(startMicroseconds)...Double(startMicroseconds + lengthMicroseconds)
  }

  fileprivate var middle: Double { (span.lowerBound + span.upperBound) / 2 }

  /// A span of time, such as `4.2 to 4.3 s`.
  fileprivate var text: String {
    "\(AxisText.decimal(span.lowerBound / 1_000_000)) to \(AxisText.decimal(span.upperBound / 1_000_000)) s"
  }
}

extension Plot {
  /// Requests a second over time: their outcomes, stacked, and the number of those that were sent, as a line.
  static func throughput(
    _ intervals: [TimelineInterval], _ series: [OutcomeSeries], _ name: (OutcomeSeries) -> String
  ) -> Plot {
    let highest = intervals.map { $0.perSecond(max($0.sent, $0.ended)) }.max() ?? 0
    var plot = Plot(
      x: .time(through: intervals.last.map { $0.startMicroseconds + $0.lengthMicroseconds } ?? 1_000_000),
      y: .counts(upTo: highest, "requests per second"))
    plot.stack(series, over: intervals.map(\.span)) { series in intervals.map { $0.perSecond($0.ended(series)) } }
    plot.stepLine("sent", intervals.map { Step(x: $0.span, upper: $0.perSecond($0.sent)) })
    for interval in intervals {
      let counts = series.filter { interval.ended($0) > 0 }.map {
        "\(name($0)) \(NumberText.grouped(interval.ended($0)))"
      }
      plot.tooltip([interval.text, "sent \(NumberText.grouped(interval.sent))"] + counts, x: interval.span)
    }
    return plot
  }

  /// Median, 99th percentile and longest latency of each interval over time.
  static func latency(_ intervals: [TimelineInterval]) -> Plot {
    let latencies = intervals.compactMap(\.latency)
    var plot = Plot(
      x: .time(through: intervals.last.map { $0.startMicroseconds + $0.lengthMicroseconds } ?? 1_000_000),
      y: .latencies(latencies.flatMap { [$0.p50, $0.longest] }))
    // Dashes lie on the solid line and dots on the dashes: each shows where all are one.
    for (style, value) in [("p50", \.p50), ("p99", \.p99), ("max", \.longest)]
      as [(String, KeyPath<IntervalLatency, UInt64>)]
    {
      for run in intervals.split(whereSeparator: { $0.latency == nil }) {
        plot.line(
          "latency-\(style)",
          run.compactMap { interval in
            interval.latency.map { (interval.middle, Double($0[keyPath: value])) }
          })
      }
    }
    for interval in intervals {
      guard let latency = interval.latency else { continue }
      let texts = [("max", latency.longest), ("p99", latency.p99), ("p50", latency.p50)].map { name, value in
        "\(name) \(AxisText.roundedLatency(microseconds: value))"
      }
      plot.tooltip([interval.text] + texts, x: interval.span)
    }
    return plot
  }
}
