internal import LoadSending

/// Median, 99th percentile and longest latency of each interval over time.
struct LatencyPlot {
  private let intervals: [TimelineInterval]

  init(_ timeline: RunTimeline) {
    intervals = timeline.intervals
  }

  /// Whether there is anything to show.
  var isEmpty: Bool { intervals.allSatisfy { $0.latency == nil } }

  func svg(_ width: PlotWidth) -> String {
    let latencies = intervals.compactMap(\.latency)
    let axis = LatencyAxis(for: latencies.flatMap { [$0.p50, $0.longest] })
    let height = width == .wide ? 300.0 : 250
    let frame = PlotFrame(
      width: width.pixels, top: 28, bottom: height - 44, leftMargin: PlotFrame.margin(for: axis.ticks),
      rightMargin: 38)
    let time = TimeAxis(microseconds: intervals.last.map { $0.startMicroseconds + $0.lengthMicroseconds } ?? 1_000_000)
    let x = time.scale(in: frame)
    let y = axis.scale(in: frame)
    var drawing = SVGDrawing(width: width.pixels, height: height)
    frame.drawVerticalAxis(axis.ticks, scale: y, title: axis.title, into: &drawing)
    drawLine("latency-max", \.longest, x: x, y: y, into: &drawing)
    drawLine("latency-p99", \.p99, x: x, y: y, into: &drawing)
    drawLine("latency-p50", \.p50, x: x, y: y, into: &drawing)
    drawNames(x: x, y: y, frame: frame, into: &drawing)
    frame.drawHorizontalAxis(time.ticks(about: width.ticks), scale: x, title: time.title, into: &drawing)
    for interval in intervals {
      guard let latency = interval.latency else { continue }
      drawing.hint(
        hint(interval, latency), x: StepLine.extent(of: interval, on: x), y: frame.top...frame.bottom)
    }
    return drawing.element(
      style: "plot \(width.style)",
      description: "Latency over time: median, 99th percentile and longest of each interval")
  }

  private func drawLine(
    _ style: String, _ value: KeyPath<IntervalLatency, UInt64>, x: Scale, y: Scale, into drawing: inout SVGDrawing
  ) {
    var path = SVGPath()
    for run in intervals.split(whereSeparator: { $0.latency == nil }) {
      var isFirst = true
      for interval in run {
        guard let latency = interval.latency else { continue }
        let position = (x.position(interval.middleMicroseconds), y.position(Double(latency[keyPath: value])))
        if run.count == 1 {
          drawing.circle("dot \(style)", x: position.0, y: position.1, radius: 3)
        } else if isFirst {
          path.move(position.0, position.1)
        } else {
          path.line(position.0, position.1)
        }
        isFirst = false
      }
    }
    drawing.path("curve \(style)", path)
  }

  /// The lines' names stand at their right ends.
  private func drawNames(x: Scale, y: Scale, frame: PlotFrame, into drawing: inout SVGDrawing) {
    guard let last = intervals.last(where: { $0.latency != nil }), let latency = last.latency else { return }
    let names = [("max", latency.longest), ("p99", latency.p99), ("p50", latency.p50)]
    let positions = LabelPlacement.spread(
      names.map { y.position(Double($0.1)) + 4 }, gap: 14, notBeyond: frame.bottom)
    for (name, position) in zip(names, positions) {
      drawing.label("name", name.0, x: x.position(last.middleMicroseconds) + 8, y: position)
    }
  }

  private func hint(_ interval: TimelineInterval, _ latency: IntervalLatency) -> String {
    let texts = [("max", latency.longest), ("p99", latency.p99), ("p50", latency.p50)].map { name, value in
      "\(name) \(AxisText.roundedLatency(microseconds: value))"
    }
    return ([TimeAxis.text(of: interval)] + texts).joined(separator: "\n")
  }
}

extension TimelineInterval {
  /// Its middle, after the run's start.
  fileprivate var middleMicroseconds: Double {
    Double(startMicroseconds) + Double(lengthMicroseconds) / 2
  }
}
