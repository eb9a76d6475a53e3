internal import LoadSending

/// The plots of a page, each with its description and its legend.
extension LoadReport {
  /// The most intervals of a plot: its drawing has no room for more.
  private static let mostIntervals = 240

  /// The number of requests below which a 99th percentile tells little.
  private static let requestsOfInterval: UInt64 = 150

  var figures: String {
    guard timeline.intervalCount > 0 else {
      let text =
        sent == 0
        ? "No request was sent, so there is nothing to plot."
        : "Merged runs have no common course: the reports of the single runs show theirs."
      return "<section><h2>Over time</h2><p class=\"note\">\(text)</p></section>\n" + percentiles
    }
    var timeline = timeline.coarsened(toAtMost: Self.mostIntervals)
    while timeline.intervalCount >= 40, sent / UInt64(timeline.intervalCount) < Self.requestsOfInterval {
      timeline = timeline.coarsened(toAtMost: timeline.intervalCount / 2 + 1)
    }
    return throughput(timeline) + latencies(timeline) + percentiles + opening
  }

  /// The names of a group's outcomes, as the panel of the outcomes has them.
  func name(of series: OutcomeSeries) -> String {
    let names = outcomes.keys.filter { OutcomeSeries(outcome: $0) == series }.sorted()
    guard !names.isEmpty else { return series.name }
    return names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and others" : "")
  }

  private func throughput(_ timeline: RunTimeline) -> String {
    let intervals = timeline.drawnIntervals
    let series = OutcomeSeries.allCases.filter { series in intervals.contains { $0.ended(series) > 0 } }
    return figure(
      "Throughput and outcomes",
      note: "Requests that ended, stacked by outcome, against those that were sent"
        + (latencyOrigin == .plan ? ", by their planned time." : "."),
      legend: series.map(legendItem) + ["<li><i class=\"swatch stroke sent\"></i>sent</li>"],
      Plot.throughput(intervals, series, name).html("Requests per second over time, by outcome"))
  }

  private func latencies(_ timeline: RunTimeline) -> String {
    let intervals = timeline.drawnIntervals
    guard intervals.contains(where: { $0.latency != nil }) else {
      return figure("Latency over time", note: "No request was answered.")
    }
    let length = AxisText.latency(microseconds: Double(timeline.intervalMicroseconds))
    return figure(
      "Latency over time",
      note: "Of the requests that were \(latencyOrigin == .send ? "sent" : "planned") in each interval of \(length).",
      legend: [("p50", "median"), ("p99", "99th percentile"), ("max", "longest")].map {
        "<li><i class=\"swatch stroke latency-\($0)\"></i>\($1)</li>"
      },
      Plot.latency(intervals).html("Latency over time: median, 99th percentile and longest of each interval"))
  }

  private var percentiles: String {
    let curve = latencies.curve
    guard !curve.points.isEmpty else { return "" }
    return figure(
      "Latency by percentile", note: "The further right, the fewer requests were slower.",
      Plot.percentiles(curve, latency).html("Latency by percentile, on a scale that widens towards the slowest"))
  }

  private var opening: String {
    let plots = OpeningPlots(timeline.opening, name: name)
    guard !plots.series.isEmpty else { return figure("The first second", note: "Nothing ended within it.") }
    let issued = NumberText.grouped(timeline.opening.total(of: .ok))
    let refused = NumberText.counted(plots.refusals.reduce(0) { $0 + timeline.opening.total(of: $1) }, "other outcome")
    let first = timeline.opening.firstCouponMicroseconds.map { time in
      " The first coupon's answer came \(AxisText.roundedLatency(microseconds: time)) after the run's start, both by the "
        + "clock of the machine that sent the requests; when it was issued, the database's clock says, under "
        + "no_issue_before_start."
    }
    var text = figure(
      "The first second", note: "\(issued) OK and \(refused) came within a second.\(first ?? "")",
      legend: plots.series.map(legendItem), plots.html)
    if let milliseconds = OpeningPlots.closerLook(at: timeline.opening) {
      let closer = OpeningPlots(timeline.opening, milliseconds: milliseconds, name: name)
      text += figure(
        "The first \(milliseconds) milliseconds", note: "The beginning of the same second, closer.",
        legend: closer.series.map(legendItem), closer.html)
    }
    return text
  }

  private func legendItem(_ series: OutcomeSeries) -> String {
    "<li\(series.isError ? " class=\"error\"" : "")><i class=\"swatch series-\(series.style)\"></i>"
      + "\(HTMLText.escaped(name(of: series)))</li>"
  }

  private func figure(_ title: String, note: String, legend: [String] = [], _ plots: String = "") -> String {
    let list = legend.isEmpty ? "" : "<ul class=\"legend\">\(legend.joined())</ul>\n"
    return
      "<figure>\n<figcaption><h2>\(title)</h2><p class=\"note\">\(note)</p></figcaption>\n\(list)\(plots)</figure>\n"
  }
}
