internal import Glibc

/// Latency by percentile, as HdrHistogram's plotter shows it: the x axis is the logarithm of 1/(1-p), so that the
/// slowest of a thousand has as much room as the slowest of ten.
struct PercentilePlot {
  private let curve: LatencyCurve
  private let summary: LatencySummary

  init(_ curve: LatencyCurve, summary: LatencySummary) {
    self.curve = curve
    self.summary = summary
  }

  /// Whether there is anything to show.
  var isEmpty: Bool { curve.points.isEmpty }

  func svg(_ width: PlotWidth) -> String {
    let axis = LatencyAxis(for: curve.points.map(\.microseconds))
    let height = width == .wide ? 300.0 : 250
    let frame = PlotFrame(
      width: width.pixels, top: 28, bottom: height - 44, leftMargin: PlotFrame.margin(for: axis.ticks),
      rightMargin: 22)
    let last = curve.points.last?.nines ?? 0
    let x = Scale(domain: 0...max(1, last), from: frame.left, to: frame.right)
    let y = axis.scale(in: frame)
    var drawing = SVGDrawing(width: width.pixels, height: height)
    frame.drawVerticalAxis(axis.ticks, scale: y, title: axis.title, into: &drawing)
    var path = SVGPath()
    for point in curve.points {
      let position = (x.position(point.nines), y.position(Double(point.microseconds)))
      if path.isEmpty { path.move(position.0, position.1) } else { path.line(position.0, position.1) }
    }
    drawing.path("curve latency-p50", path)
    drawMarks(width, x: x, y: y, frame: frame, into: &drawing)
    frame.drawHorizontalAxis(ticks(width, through: max(1, last)), scale: x, title: "percentile", into: &drawing)
    drawHints(x: x, frame: frame, into: &drawing)
    return drawing.element(
      style: "plot \(width.style)", description: "Latency by percentile, on a scale that widens towards the slowest")
  }

  /// The percentiles of the summary on the curve; a name that would cover another is left out.
  private func drawMarks(
    _ width: PlotWidth, x: Scale, y: Scale, frame: PlotFrame, into drawing: inout SVGDrawing
  ) {
    let last = curve.points.last?.nines ?? 0
    let marks: [(name: String, nines: Double, value: UInt64)] = [
      ("max", last, summary.max), ("p99", 2, summary.p99), ("p50", log10(2), summary.p50),
      ("p99.9", 3, summary.p999), ("p90", 1, summary.p90),
    ]
    var taken: [LabelPlacement.Box] = []
    for mark in marks where mark.nines <= last {
      let (markX, markY) = (x.position(mark.nines), y.position(Double(mark.value)))
      drawing.circle("dot latency-p50", x: markX, y: markY, radius: 3.5)
      let text =
        width == .wide ? "\(mark.name)  \(AxisText.roundedLatency(microseconds: mark.value))" : mark.name
      let length = LabelPlacement.width(of: text)
      // Above the curve, which rises to the right; where there is no room to the left, below it.
      let isBelow = markX + 2 - length < frame.left + 4
      let end = isBelow ? markX + 10 + length : markX + 2
      let base = isBelow ? min(markY + 16, frame.bottom - 4) : markY - 9
      let box = LabelPlacement.Box(x: (end - length)...end, y: (base - 13)...(base + 1))
      guard !taken.contains(where: box.overlaps) else { continue }
      taken.append(box)
      drawing.label("name", text, x: end, y: base, anchor: .end)
    }
  }

  private func ticks(_ width: PlotWidth, through last: Double) -> [PlotFrame.Tick] {
    let ticks = [(width == .wide ? "0%" : "", 0.0), ("50%", log10(2)), ("90%", 1), ("99%", 2)]
      .filter { $0.1 <= last + 1e-9 }
      .map { PlotFrame.Tick(value: $0.1, label: $0.0) }
    guard last >= 3 else { return ticks }
    return ticks
      + (3...Int(min(last, 12))).map { nines in
        PlotFrame.Tick(value: Double(nines), label: "99." + String(repeating: "9", count: nines - 2) + "%")
      }
  }

  private func drawHints(x: Scale, frame: PlotFrame, into drawing: inout SVGDrawing) {
    for (index, point) in curve.points.enumerated() {
      let left = x.position(point.nines)
      let right = index + 1 < curve.points.count ? x.position(curve.points[index + 1].nines) : frame.right
      let latency = AxisText.roundedLatency(microseconds: point.microseconds)
      let share =
        index + 1 == curve.points.count ? "all" : AxisText.percent(1 - pow(10, -point.nines), nines: point.nines)
      drawing.hint("\(share): at most \(latency)", x: left...max(left, right), y: frame.top...frame.bottom)
    }
  }
}
