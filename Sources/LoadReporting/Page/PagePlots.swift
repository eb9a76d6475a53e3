internal import LoadSending

/// The lower half of a page: the plots, each with what it says and its legend.
struct PagePlots {
  /// A plot has no more intervals than its drawing has room for.
  private static let widestIntervals = 240
  private static let narrowestIntervals = 80

  /// Fewer requests than this tell little about a 99th percentile.
  private static let requestsOfInterval: UInt64 = 150

  private let content: PageContent

  init(_ content: PageContent) {
    self.content = content
  }

  var html: String {
    guard content.timeline.intervalCount > 0 else {
      let text =
        content.sent == 0
        ? "No request was sent, so there is nothing to plot."
        : "Merged runs have no common course: the reports of the single runs show theirs."
      return "<section><h2>Over time</h2><p class=\"note\">\(text)</p></section>\n" + percentiles
    }
    return throughput + latency + percentiles + opening
  }

  private func timeline(_ width: PlotWidth) -> RunTimeline {
    let most = width == .wide ? Self.widestIntervals : Self.narrowestIntervals
    var timeline = content.timeline.coarsened(toAtMost: most)
    while timeline.intervalCount >= 40,
      content.sent / UInt64(timeline.intervalCount) < Self.requestsOfInterval
    {
      timeline = timeline.coarsened(toAtMost: timeline.intervalCount / 2 + 1)
    }
    return timeline
  }

  private var throughput: String {
    let series = ThroughputPlot(content.timeline).series
    let drawings = PlotWidth.allCases.map { ThroughputPlot(timeline($0)).svg($0) }
    return figure(
      "Throughput and outcomes",
      note:
        "Requests that ended, stacked by outcome, against those that were sent\(content.isClosedLoop ? "" : ", by their planned time").",
      legend: legend(series, sent: true), drawings: drawings)
  }

  private var latency: String {
    let drawings = PlotWidth.allCases.map { width in
      let plot = LatencyPlot(timeline(width))
      return plot.isEmpty ? "" : plot.svg(width)
    }
    let lengths = PlotWidth.allCases.map { width in
      let length = AxisText.latency(microseconds: Double(timeline(width).intervalMicroseconds))
      return "<span class=\"\(width.style)\">\(length)</span>"
    }
    return figure(
      "Latency over time",
      note: drawings.allSatisfy(\.isEmpty)
        ? "No request was answered."
        : "Median, 99th percentile and longest of the requests that were \(content.isClosedLoop ? "sent" : "planned") in each interval of \(lengths.joined()).",
      legend: "", drawings: drawings)
  }

  private var percentiles: String {
    let plot = PercentilePlot(content.curve, summary: content.latency)
    guard !plot.isEmpty else { return "" }
    return figure(
      "Latency by percentile", note: "The further right, the fewer requests were slower.", legend: "",
      drawings: PlotWidth.allCases.map(plot.svg))
  }

  private var opening: String {
    let opening = content.timeline.opening
    let plot = OpeningPlot(opening)
    guard !plot.isEmpty else {
      return figure("The first second", note: "Nothing ended within it.", legend: "", drawings: [])
    }
    let issued = NumberText.counted(opening.total(of: .ok), "coupon")
    let refused = NumberText.counted(plot.refusals.reduce(0) { $0 + opening.total(of: $1) }, "other answer")
    var text = figure(
      "The first second",
      note: "\(issued) and \(refused) came within a second after the start.",
      legend: legend(plot.series, sent: false), drawings: PlotWidth.allCases.map(plot.svg))
    if let milliseconds = OpeningPlot.closerLook(at: opening) {
      let closer = OpeningPlot(opening, milliseconds: milliseconds)
      text += figure(
        "The first \(milliseconds) milliseconds", note: "The beginning of the same second, closer.",
        legend: legend(closer.series, sent: false), drawings: PlotWidth.allCases.map(closer.svg))
    }
    return text
  }

  private func legend(_ series: [OutcomeSeries], sent: Bool) -> String {
    var items = series.map { "<li><i class=\"swatch series-\($0.style)\"></i>\($0.name)</li>" }
    if sent { items.append("<li><i class=\"swatch line\"></i>sent</li>") }
    return "<ul class=\"legend\">\(items.joined())</ul>\n"
  }

  private func figure(_ title: String, note: String, legend: String, drawings: [String]) -> String {
    """
    <figure>
    <figcaption><h2>\(title)</h2><p class="note">\(note)</p></figcaption>
    \(legend)\(drawings.joined())</figure>

    """
  }
}
