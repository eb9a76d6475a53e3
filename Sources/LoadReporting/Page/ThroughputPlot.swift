internal import LoadSending

/// Requests a second over time: how they ended, stacked, and how many were sent, as a line.
struct ThroughputPlot {
  private let intervals: [TimelineInterval]

  /// The groups that are in it, in the order in which they are stacked.
  let series: [OutcomeSeries]

  init(_ timeline: RunTimeline) {
    let intervals = timeline.intervals
    self.intervals = intervals
    series = OutcomeSeries.allCases.filter { series in intervals.contains { $0.ended(series) > 0 } }
  }

  func svg(_ width: PlotWidth) -> String {
    let highest = intervals.map { $0.perSecond(max($0.sent, $0.ended)) }.max() ?? 0
    let values = AxisTicks.covering(upTo: highest, about: 5, smallestStep: 1)
    let ticks = values.map { PlotFrame.Tick(value: $0, label: AxisText.count($0)) }
    let height = width == .wide ? 300.0 : 250
    let frame = PlotFrame(
      width: width.pixels, top: 28, bottom: height - 44, leftMargin: PlotFrame.margin(for: ticks), rightMargin: 12)
    let axis = TimeAxis(microseconds: intervals.last.map { $0.startMicroseconds + $0.lengthMicroseconds } ?? 1_000_000)
    let x = axis.scale(in: frame)
    let y = Scale(domain: 0...(values.last ?? 1), from: frame.bottom, to: frame.top)
    var drawing = SVGDrawing(width: width.pixels, height: height)
    frame.drawVerticalAxis(ticks, scale: y, title: "requests per second", into: &drawing)
    drawOutcomes(x: x, y: y, into: &drawing)
    drawing.path("sent", StepLine.path(intervals.map { ($0, $0.perSecond($0.sent)) }, x: x, y: y))
    frame.drawHorizontalAxis(axis.ticks(about: width.ticks), scale: x, title: axis.title, into: &drawing)
    for interval in intervals {
      drawing.hint(hint(interval), x: StepLine.extent(of: interval, on: x), y: frame.top...frame.bottom)
    }
    return drawing.element(
      style: "plot \(width.style)", description: "Requests per second over time, by outcome, at most \(Int(highest))")
  }

  private func drawOutcomes(x: Scale, y: Scale, into drawing: inout SVGDrawing) {
    var below = intervals.map { _ in UInt64(0) }
    for series in series {
      let above = zip(below, intervals).map { $0 + $1.ended(series) }
      drawing.path(
        "area series-\(series.style)",
        StepLine.area(
          intervals.indices.map { index in
            let interval = intervals[index]
            return (interval, interval.perSecond(below[index]), interval.perSecond(above[index]))
          }, x: x, y: y))
      below = above
    }
  }

  private func hint(_ interval: TimelineInterval) -> String {
    var lines = [TimeAxis.text(of: interval), "sent \(NumberText.grouped(interval.sent))"]
    lines += series.filter { interval.ended($0) > 0 }.map { series in
      "\(series.name) \(NumberText.grouped(interval.ended(series)))"
    }
    return lines.joined(separator: "\n")
  }
}
