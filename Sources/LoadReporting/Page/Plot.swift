internal import LoadSending

/// A plot that is drawn once and fills whatever width the page gives it: lines and areas on a square that is stretched,
/// and texts beside it that keep their size.
struct Plot {
  /// The values over a stretch of the x axis.
  struct Step {
    var x: ClosedRange<Double>
    var lower = 0.0
    var upper: Double
  }

  private let x: Axis
  private let y: Axis
  private var shapes = ""
  private var texts = ""

  /// An empty plot.
  init(x: Axis, y: Axis) {
    self.x = x
    self.y = y
    for tick in y.ticks {
      let height = place(nil, tick.value).y
      shapes += "<path class=\"grid\" d=\"M0 \(height)H1000\"/>"
      text("tick y", tick.label, y: tick.value)
    }
    for tick in x.ticks { text(tick.isExtra ? "tick x extra" : "tick x", tick.label, x: tick.value) }
  }

  /// An area between lower and upper values, flat over each step; where there is none, there is no outline.
  mutating func area(_ style: String, _ steps: [Step]) {
    var path = ""
    for run in steps.split(whereSeparator: { $0.upper <= $0.lower }) {
      guard let first = run.first else { continue }
      path += "M\(point(first.x.lowerBound, first.lower))"
      for step in run { path += "V\(place(nil, step.upper).y)H\(place(step.x.upperBound, nil).x)" }
      for step in run.reversed() { path += "V\(place(nil, step.lower).y)H\(place(step.x.lowerBound, nil).x)" }
      path += "Z"
    }
    draw("area \(style)", path)
  }

  /// Areas upon each other, one for each group of outcomes: `heights` has those of each group over all spans.
  mutating func stack(
    _ series: [OutcomeSeries], over spans: [ClosedRange<Double>], heights: (OutcomeSeries) -> [Double]
  ) {
    var below = spans.map { _ in 0.0 }
    for series in series {
      let above = zip(below, heights(series)).map(+)
      area("series-\(series.style)", spans.indices.map { Step(x: spans[$0], lower: below[$0], upper: above[$0]) })
      below = above
    }
  }

  /// A line along the steps' upper values.
  mutating func stepLine(_ style: String, _ steps: [Step]) {
    var path = ""
    for step in steps {
      path += path.isEmpty ? "M\(point(step.x.lowerBound, step.upper))" : "V\(place(nil, step.upper).y)"
      path += "H\(place(step.x.upperBound, nil).x)"
    }
    draw("line \(style)", path)
  }

  /// A line from point to point; a point alone is a dot.
  mutating func line(_ style: String, _ points: [(x: Double, y: Double)]) {
    guard let first = points.first else { return }
    guard points.count > 1 else { return dot(style, x: first.x, y: first.y) }
    draw("line \(style)", "M" + points.map { point($0.x, $0.y) }.joined(separator: "L"))
  }

  /// A dot, as the round end of a line without length: it stays round however the plot is stretched.
  mutating func dot(_ style: String, x: Double, y: Double) {
    draw("dot \(style)", "M\(point(x, y))h0")
  }

  /// A vertical line with its name at its upper end.
  mutating func mark(_ name: String, x value: Double) {
    draw("mark", "M\(place(value, nil).x) 0V1000")
    text(x.position(value) > 0.5 ? "name mark left" : "name mark right", name, x: value)
  }

  /// A name to the upper left of a point.
  mutating func name(_ name: String, x: Double, y: Double) {
    text("name point", name, x: x, y: y)
  }

  /// An area of full height that shows nothing but a text when it is pointed at.
  mutating func tooltip(_ lines: [String], x range: ClosedRange<Double>) {
    let (start, end) = (x.position(range.lowerBound) * 1_000, x.position(range.upperBound) * 1_000)
    shapes +=
      "<rect class=\"has-tooltip\" x=\"\(Self.number(start))\" width=\"\(Self.number(max(0, end - start)))\" height=\"1000\">"
    shapes += "<title>\(HTMLText.escaped(lines.joined(separator: "\n")))</title></rect>\n"
  }

  /// The whole plot; the description is for those who can't see it.
  func html(_ description: String) -> String {
    let margin = (y.ticks.map(\.label.count).max() ?? 1) + 1
    return """
      <div class="plot" style="--margin: \(margin)ch" role="img" aria-label="\(HTMLText.escaped(description))">
      <p class="unit">\(y.title)</p>
      <div class="plot-area"><svg viewBox="0 0 1000 1000" preserveAspectRatio="none">
      \(shapes)</svg>\(texts)</div>
      <p class="unit x">\(x.title)</p>
      </div>

      """
  }

  /// A coordinate to a tenth of a thousandth of the plot's width.
  static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "0" }
    let tenths = Int64((value * 10).rounded())
    let whole = (tenths < 0 ? "-" : "") + String(tenths.magnitude / 10)
    return tenths % 10 == 0 ? (tenths == 0 ? "0" : whole) : "\(whole).\(tenths.magnitude % 10)"
  }

  private mutating func draw(_ style: String, _ path: String) {
    if !path.isEmpty { shapes += "<path class=\"\(style)\" d=\"\(path)\"/>\n" }
  }

  private mutating func text(_ style: String, _ text: String, x: Double? = nil, y: Double? = nil) {
    let place = [
      x.map { "left:\(Self.number(self.x.position($0) * 100))%" },
      y.map { "bottom:\(Self.number(self.y.position($0) * 100))%" },
    ].compactMap(\.self).joined(separator: ";")
    texts += "<span class=\"\(style)\" style=\"\(place)\">\(HTMLText.escaped(text))</span>"
  }

  private func point(_ x: Double, _ y: Double) -> String {
    let place = place(x, y)
    return "\(place.x) \(place.y)"
  }

  private func place(_ x: Double?, _ y: Double?) -> (x: String, y: String) {
    (
      Self.number(self.x.position(x ?? 0) * 1_000), Self.number((1 - self.y.position(y ?? 0)) * 1_000)
    )
  }
}
