/// The first milliseconds after the start: coupons above, everything else below, each on its own scale, since a crowd's
/// refusals are many times the coupons.
struct OpeningPlot {
  /// Answers of some milliseconds, counted together.
  private struct Bucket {
    var milliseconds: Range<Int>
    var counts: [UInt64]
  }

  private let opening: OpeningSecond
  private let milliseconds: Int

  /// The refusals that are in it, in the order in which they are stacked.
  let refusals: [OutcomeSeries]

  /// A plot of so many milliseconds.
  init(_ opening: OpeningSecond, milliseconds: Int = OpeningSecond.milliseconds) {
    self.opening = opening
    self.milliseconds = max(1, min(milliseconds, OpeningSecond.milliseconds))
    refusals = OutcomeSeries.allCases.filter { $0 != .ok && opening.total(of: $0) > 0 }
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

  func svg(_ width: PlotWidth) -> String {
    let buckets = buckets(width)
    let length = buckets.first?.milliseconds.count ?? 1
    let highest = (
      issued: buckets.map { $0.counts[OutcomeSeries.ok.rawValue] }.max() ?? 0,
      refused: buckets.map { bucket in refusals.reduce(0) { $0 + bucket.counts[$1.rawValue] } }.max() ?? 0
    )
    let issuedTicks = Self.ticks(upTo: highest.issued)
    let refusedTicks = Self.ticks(upTo: highest.refused)
    let margin = PlotFrame.margin(for: issuedTicks + refusedTicks)
    let upper = PlotFrame(width: width.pixels, top: 42, bottom: 138, leftMargin: margin, rightMargin: 16)
    let lower = PlotFrame(width: width.pixels, top: 182, bottom: 278, leftMargin: margin, rightMargin: 16)
    let x = Scale(domain: 0...Double(milliseconds), from: upper.left, to: upper.right)
    let unit = length == 1 ? "ms" : "\(length) ms"
    var drawing = SVGDrawing(width: width.pixels, height: 322)

    let issuedScale = Self.scale(issuedTicks, in: upper)
    upper.drawVerticalAxis(issuedTicks, scale: issuedScale, title: "coupons per \(unit)", into: &drawing)
    draw([.ok], buckets, x: x, y: issuedScale, into: &drawing)
    drawing.line("axis", from: (upper.left, upper.bottom), to: (upper.right, upper.bottom))
    let refusedScale = Self.scale(refusedTicks, in: lower)
    lower.drawVerticalAxis(refusedTicks, scale: refusedScale, title: "other answers per \(unit)", into: &drawing)
    draw(refusals, buckets, x: x, y: refusedScale, into: &drawing)
    let ticks = AxisTicks.within(Double(milliseconds), about: width.ticks).map { value in
      PlotFrame.Tick(value: value, label: AxisText.decimal(value))
    }
    lower.drawHorizontalAxis(ticks, scale: x, title: "milliseconds after the start", into: &drawing)
    drawFirstCoupon(x: x, from: upper, to: lower, into: &drawing)
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

  private static func ticks(upTo count: UInt64) -> [PlotFrame.Tick] {
    AxisTicks.covering(upTo: Double(count), about: 2, smallestStep: 1).map {
      PlotFrame.Tick(value: $0, label: AxisText.count($0))
    }
  }

  private static func scale(_ ticks: [PlotFrame.Tick], in frame: PlotFrame) -> Scale {
    Scale(domain: 0...(ticks.last?.value ?? 1), from: frame.bottom, to: frame.top)
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
        let gap = end - start > 5 ? 1.0 : 0
        let bottom = y.position(Double(below[index]))
        let top = y.position(Double(below[index] + bucket.counts[series.rawValue]))
        path.move(start + gap / 2, bottom)
        path.vertical(top)
        path.horizontal(max(start + 0.4, end - gap / 2))
        path.vertical(bottom)
        path.close()
        below[index] += bucket.counts[series.rawValue]
      }
      drawing.path("column series-\(series.style)", path)
    }
  }

  private func drawFirstCoupon(
    x: Scale, from upper: PlotFrame, to lower: PlotFrame, into drawing: inout SVGDrawing
  ) {
    guard let time = opening.firstCouponMicroseconds, time < UInt64(milliseconds) * 1_000 else { return }
    let position = x.position(Double(time) / 1_000)
    let text = "first coupon after \(AxisText.roundedLatency(microseconds: time))"
    let length = LabelPlacement.width(of: text)
    drawing.line("mark", from: (position, upper.top - 6), to: (position, lower.bottom))
    drawing.label(
      "name", text, x: min(position + 6, upper.right - length), y: upper.top - 10)
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
