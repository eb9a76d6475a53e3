internal import LoadSending

/// Outlines of what is counted interval by interval: flat over each, with a step between.
enum StepLine {
  /// From where to where an interval reaches.
  static func extent(of interval: TimelineInterval, on x: Scale) -> ClosedRange<Double> {
    let start = x.position(Double(interval.startMicroseconds))
    return start...max(start, x.position(Double(interval.startMicroseconds + interval.lengthMicroseconds)))
  }

  /// A line along values.
  static func path(_ values: [(interval: TimelineInterval, value: Double)], x: Scale, y: Scale) -> SVGPath {
    var path = SVGPath()
    for (interval, value) in values {
      let extent = extent(of: interval, on: x)
      let height = y.position(value)
      if path.isEmpty { path.move(extent.lowerBound, height) } else { path.vertical(height) }
      path.horizontal(extent.upperBound)
    }
    return path
  }

  /// The area between lower and upper values; where there is none, there is no outline.
  static func area(
    _ values: [(interval: TimelineInterval, lower: Double, upper: Double)], x: Scale, y: Scale
  ) -> SVGPath {
    var path = SVGPath()
    for run in values.split(whereSeparator: { $0.upper <= $0.lower }) {
      guard let first = run.first, let last = run.last else { continue }
      path.move(extent(of: first.interval, on: x).lowerBound, y.position(first.lower))
      for (interval, _, upper) in run {
        path.vertical(y.position(upper))
        path.horizontal(extent(of: interval, on: x).upperBound)
      }
      path.vertical(y.position(last.lower))
      for (interval, lower, _) in run.reversed() {
        path.vertical(y.position(lower))
        path.horizontal(extent(of: interval, on: x).lowerBound)
      }
      path.close()
    }
    return path
  }
}
