internal import Glibc
internal import LoadSending

extension Plot {
  /// Latency by percentile, with the percentiles of the summary on the curve.
  static func percentiles(_ curve: LatencyCurve, _ summary: LatencySummary) -> Plot {
    let last = curve.points.last?.nines ?? 0
    var plot = Plot(x: .percentiles(through: last), y: .latencies(curve.points.map(\.microseconds)))
    plot.line("latency-p50", curve.points.map { ($0.nines, Double($0.microseconds)) })
    var right = Double.infinity
    for (name, nines, value) in [
      ("max", last, summary.max), ("p99.9", 3, summary.p999), ("p99", 2, summary.p99), ("p90", 1, summary.p90),
      ("p50", log10(2), summary.p50),
    ] where nines <= last {
      plot.dot("latency-p50", x: nines, y: Double(value))
      // A name that would reach into the one to its right is left out, and so is one without room to its left.
      let place = nines / max(1, last)
      guard right - place > 0.16, place > 0.16 else { continue }
      right = place
      plot.name("\(name)  \(AxisText.roundedLatency(microseconds: value))", x: nines, y: Double(value))
    }
    for (index, point) in curve.points.enumerated() {
      let isLast = index + 1 == curve.points.count
      let share = isLast ? "all" : AxisText.percent(1 - pow(10, -point.nines), nines: point.nines)
      plot.tooltip(
        ["\(share): at most \(AxisText.roundedLatency(microseconds: point.microseconds))"],
        x: point.nines...(isLast ? point.nines : curve.points[index + 1].nines))
    }
    return plot
  }
}
