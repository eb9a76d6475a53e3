internal import LoadSending

/// The first milliseconds after the start: coupons above, everything else below, each on its own scale, since a crowd's
/// refusals are many times the coupons.
struct OpeningPlot {
  /// Answers of some milliseconds, counted together.
  private struct Bucket {
    var milliseconds: Range<Int>
    var counts: [UInt64]
  }

  /// What shares a scale.
  private struct Panel {
    let series: [OutcomeSeries]
    let title: String
    let ticks: [PlotFrame.Tick]

    init(_ series: [OutcomeSeries], of buckets: [Bucket], title: String) {
      self.series = series
      self.title = title
      let highest = buckets.map { bucket in series.reduce(0) { $0 + bucket.counts[$1.rawValue] } }.max() ?? 0
      ticks = AxisTicks.covering(upTo: Double(highest), about: 2, smallestStep: 1).map {
        PlotFrame.Tick(value: $0, label: AxisText.count($0))
      }
    }
  }

  private static let panelHeight = 96.0

  private let opening: OpeningSecond
  private let milliseconds: Int

  /// The groups that are in it: coupons first, then the refusals in the order in which they are stacked.
  let series: [OutcomeSeries]

  /// What is in it besides coupons.
  var refusals: [OutcomeSeries] { series.filter { $0 != .ok } }

  /// A plot of so many milliseconds.
  init(_ opening: OpeningSecond, milliseconds: Int = OpeningSecond.milliseconds) {
    self.opening = opening
    self.milliseconds = max(1, min(milliseconds, OpeningSecond.milliseconds))
    let shown = 0..<self.milliseconds
    series = OutcomeSeries.allCases.filter { series in
      shown.contains { opening.count(of: series, inMillisecond: $0) > 0 }
    }
  }

  /// How many milliseconds are worth a second, closer look: from the start to past the last coupon, when that takes
  /// less than half of the second; `nil` when it takes longer, or when nothing was issued.
  static func closerLook(at opening: OpeningSecond) -> Int? {
    let isIssued = { opening.count(of: .ok, inMillisecond: $0) > 0 }
    let all = 0..<OpeningSecond.milliseconds
    guard let first = all.first(where: isIssued), let last = all.last(where: isIssued) else { return nil }
    let spans = [20, 50, 100, 200]
    return spans.first { $0 > last + 1 && $0 >= 2 * first } ?? spans.first { $0 >= 2 * (first + 1) }
  }

  /// Whether nothing ended within it.
  var isEmpty: Bool { series.isEmpty }

  func svg(_ width: PlotWidth) -> String {
    let buckets = buckets(width)
    let length = buckets.first?.milliseconds.count ?? 1
    let unit = length == 1 ? "ms" : "\(length) ms"
    var panels: [Panel] = []
    if series.contains(.ok) { panels.append(Panel([.ok], of: buckets, title: "coupons per \(unit)")) }
    if !refusals.isEmpty { panels.append(Panel(refusals, of: buckets, title: "other answers per \(unit)")) }
    let margin = PlotFrame.margin(for: panels.flatMap(\.ticks))
    let frames = panels.indices.map { index in
      let top = (markedMicroseconds == nil ? 28 : 52) + Double(index) * (Self.panelHeight + 44)
      return PlotFrame(
        width: width.pixels, top: top, bottom: top + Self.panelHeight, leftMargin: margin, rightMargin: 16)
    }
    var drawing = SVGDrawing(width: width.pixels, height: (frames.last?.bottom ?? 0) + 44)
    guard let upper = frames.first, let lower = frames.last else { return "" }
    let x = Scale(domain: 0...Double(milliseconds), from: upper.left, to: upper.right)
    // Before the axes, whose titles then stand above its line.
    drawFirstCoupon(x: x, from: upper, to: lower, into: &drawing)
    for (panel, frame) in zip(panels, frames) {
      let y = Scale(domain: 0...(panel.ticks.last?.value ?? 1), from: frame.bottom, to: frame.top)
      frame.drawVerticalAxis(panel.ticks, scale: y, title: panel.title, into: &drawing)
      draw(panel.series, buckets, x: x, y: y, into: &drawing)
      drawing.line("axis", from: (frame.left, frame.bottom), to: (frame.right, frame.bottom))
    }
    let ticks = AxisTicks.within(Double(milliseconds), about: width.ticks).map { value in
      PlotFrame.Tick(value: value, label: AxisText.decimal(value))
    }
    lower.drawHorizontalAxis(ticks, scale: x, title: "milliseconds after the start", into: &drawing)
    for bucket in buckets where bucket.counts.contains(where: { $0 > 0 }) {
      let start = x.position(Double(bucket.milliseconds.lowerBound))
      drawing.hint(
        hint(bucket), x: start...max(start, x.position(Double(bucket.milliseconds.upperBound))),
        y: upper.top...lower.bottom)
    }
    return drawing.element(
      style: "plot \(width.style)",
      description: "Answers in the first \(milliseconds) milliseconds: coupons above, everything else below")
  }

  /// Milliseconds, several together where each would be less than a third of a pixel wide.
  private func buckets(_ width: PlotWidth) -> [Bucket] {
    let length = width == .narrow && milliseconds > 500 ? 5 : 1
    return stride(from: 0, to: milliseconds, by: length).map { start in
      let range = start..<min(start + length, milliseconds)
      let counts = OutcomeSeries.allCases.map { series in
        range.reduce(UInt64(0)) { $0 + opening.count(of: series, inMillisecond: $1) }
      }
      return Bucket(milliseconds: range, counts: counts)
    }
  }

  /// Columns; with a gap between them where there is room for one.
  private func draw(
    _ series: [OutcomeSeries], _ buckets: [Bucket], x: Scale, y: Scale, into drawing: inout SVGDrawing
  ) {
    var below = buckets.map { _ in UInt64(0) }
    for series in series {
      var path = SVGPath()
      for (index, bucket) in buckets.enumerated() where bucket.counts[series.rawValue] > 0 {
        let start = x.position(Double(bucket.milliseconds.lowerBound))
        let end = x.position(Double(bucket.milliseconds.upperBound))
        // Without a gap they overlap a little, or their edges would show as stripes.
        let gap = end - start > 5 ? 1.0 : -0.3
        let bottom = y.position(Double(below[index]))
        let top = y.position(Double(below[index] + bucket.counts[series.rawValue]))
        path.move(start + gap / 2, bottom)
        path.vertical(top)
        path.horizontal(end - gap / 2)
        path.vertical(bottom)
        path.close()
        below[index] += bucket.counts[series.rawValue]
      }
      drawing.path("column series-\(series.style)", path)
    }
  }

  /// When the first coupon came, where that is in the plot.
  private var markedMicroseconds: UInt64? {
    opening.firstCouponMicroseconds.flatMap { $0 < UInt64(milliseconds) * 1_000 ? $0 : nil }
  }

  private func drawFirstCoupon(
    x: Scale, from upper: PlotFrame, to lower: PlotFrame, into drawing: inout SVGDrawing
  ) {
    guard let time = markedMicroseconds else { return }
    let position = x.position(Double(time) / 1_000)
    let text = "first coupon after \(AxisText.roundedLatency(microseconds: time))"
    let length = LabelPlacement.width(of: text)
    drawing.line("mark", from: (position, upper.top - 26), to: (position, lower.bottom))
    drawing.label(
      "name", text, x: max(0, min(position - 1, upper.right - length)), y: upper.top - 30)
  }

  private func hint(_ bucket: Bucket) -> String {
    let range = bucket.milliseconds
    let title = "\(range.lowerBound) to \(range.upperBound) ms"
    return
      ([title]
      + OutcomeSeries.allCases.filter { bucket.counts[$0.rawValue] > 0 }.map { series in
        "\(series.name) \(NumberText.grouped(bucket.counts[series.rawValue]))"
      }).joined(separator: "\n")
  }
}
