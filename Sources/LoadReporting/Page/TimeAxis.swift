internal import LoadSending

/// The x axis of a run: seconds for most, minutes or hours for long ones.
struct TimeAxis {
  /// From the start to its end.
  let microseconds: UInt64

  private var unit: (name: String, microseconds: Double) {
    switch microseconds {
    case ..<600_000_000: ("seconds", 1_000_000)
    case ..<36_000_000_000: ("minutes", 60_000_000)
    default: ("hours", 3_600_000_000)
    }
  }

  /// What the axis shows.
  var title: String { "\(unit.name) after the start" }

  /// Maps microseconds after the start.
  func scale(in frame: PlotFrame) -> Scale {
    Scale(domain: 0...Double(max(1, microseconds)), from: frame.left, to: frame.right)
  }

  func ticks(about count: Int) -> [PlotFrame.Tick] {
    AxisTicks.within(Double(microseconds) / unit.microseconds, about: count).map { value in
      PlotFrame.Tick(value: value * unit.microseconds, label: AxisText.decimal(value))
    }
  }

  /// An interval, as `4.2 to 4.3 s`.
  static func text(of interval: TimelineInterval) -> String {
    let start = Double(interval.startMicroseconds) / 1_000_000
    let end = start + Double(interval.lengthMicroseconds) / 1_000_000
    return "\(AxisText.decimal(start)) to \(AxisText.decimal(end)) s"
  }
}
