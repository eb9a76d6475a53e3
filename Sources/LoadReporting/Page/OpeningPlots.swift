internal import LoadSending

/// The first milliseconds after the start: coupons above, everything else below, each on its own scale, since a crowd's
/// refusals are many times the coupons.
struct OpeningPlots {
  private let opening: OpeningSecond
  private let milliseconds: Int
  private let name: (OutcomeSeries) -> String

  /// The groups that are in it: coupons first, then the refusals in the order in which they are stacked.
  let series: [OutcomeSeries]

  /// Plots of so many milliseconds; `name` names a group's outcomes.
  init(
    _ opening: OpeningSecond, milliseconds: Int = OpeningSecond.milliseconds, name: @escaping (OutcomeSeries) -> String
  ) {
    self.name = name
    self.opening = opening
    self.milliseconds = max(1, min(milliseconds, OpeningSecond.milliseconds))
    let shown = 0..<self.milliseconds
    series = OutcomeSeries.allCases.filter { series in
      shown.contains { opening.count(of: series, inMillisecond: $0) > 0 }
    }
  }

  /// The groups that are in it besides coupons.
  var refusals: [OutcomeSeries] { series.filter { $0 != .ok } }

  /// The number of milliseconds that are worth a second, closer look: from the start to past the last coupon, when that
  /// takes less than half of the second; `nil` when it takes longer, or when nothing was issued.
  static func closerLook(at opening: OpeningSecond) -> Int? {
    let isIssued = { opening.count(of: .ok, inMillisecond: $0) > 0 }
    let all = 0..<OpeningSecond.milliseconds
    guard let first = all.first(where: isIssued), let last = all.last(where: isIssued) else { return nil }
    let spans = [20, 50, 100, 200]
    return spans.first { $0 > last + 1 && $0 >= 2 * first } ?? spans.first { $0 >= 2 * (first + 1) }
  }

  var html: String {
    let coupons = series.contains(.ok) ? plot([.ok], "coupons per ms") : ""
    return coupons + (refusals.isEmpty ? "" : plot(refusals, "other answers per ms"))
  }

  private func plot(_ series: [OutcomeSeries], _ title: String) -> String {
    let shown = 0..<milliseconds
    func count(_ millisecond: Int) -> UInt64 {
      series.reduce(0) { $0 + opening.count(of: $1, inMillisecond: millisecond) }
    }
    var plot = Plot(
      x: .milliseconds(through: milliseconds), y: .counts(upTo: Double(shown.map(count).max() ?? 0), title, about: 2))
    plot.stack(series, over: shown.map { Double($0)...Double($0 + 1) }) { series in
      shown.map { Double(opening.count(of: series, inMillisecond: $0)) }
    }
    if series == [.ok], let time = opening.firstCouponMicroseconds, time < UInt64(milliseconds) * 1_000 {
      plot.mark("first coupon: \(AxisText.roundedLatency(microseconds: time))", x: Double(time) / 1_000)
    }
    for millisecond in shown where count(millisecond) > 0 {
      let counts = series.map { (name($0), opening.count(of: $0, inMillisecond: millisecond)) }.filter { $0.1 > 0 }
      plot.tooltip(
        ["\(millisecond) to \(millisecond + 1) ms"] + counts.map { "\($0.0) \(NumberText.grouped($0.1))" },
        x: Double(millisecond)...Double(millisecond + 1))
    }
    return plot.html("\(title) in the first \(milliseconds) milliseconds")
  }
}
