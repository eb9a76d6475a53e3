internal import Glibc
internal import LoadSending

/// One axis of a plot: the positions of its values, as parts of its length, and the ticks beside it.
struct Axis {
  /// A value and its text.
  struct Tick {
    var value: Double
    var label: String
    /// True if a narrow page has no room for the text.
    var isExtra = false
  }

  /// The factor between the longest and the shortest latency past which the short ones would lie on the base line.
  private static let linearFactor = 20.0

  var title: String
  var ticks: [Tick]
  var domain: ClosedRange<Double>
  /// True if each factor takes the same way; the domain lies above zero then.
  var isLogarithmic = false

  /// The position of a value: 0 at the axis's beginning, 1 at its end. Values outside the domain lie at its nearer end.
  func position(_ value: Double) -> Double {
    func place(_ value: Double) -> Double { isLogarithmic ? log10(max(value, .leastNormalMagnitude)) : value }
    let (start, end) = (place(domain.lowerBound), place(domain.upperBound))
    guard end > start else { return 0 }
    return (place(min(max(value, domain.lowerBound), domain.upperBound)) - start) / (end - start)
  }

  /// Counts or rates from zero on.
  static func counts(upTo highest: Double, _ title: String, about count: Int = 5) -> Axis {
    let values = AxisTicks.covering(upTo: highest, about: count, smallestStep: 1)
    return Axis(
      title: title, ticks: values.map { Tick(value: $0, label: AxisText.count($0)) }, domain: 0...(values.last ?? 1))
  }

  /// Latencies in microseconds: by the logarithm where the longest is many times the shortest, from zero otherwise.
  static func latencies(_ latencies: [UInt64]) -> Axis {
    let shortest = Double(max(1, latencies.min() ?? 1))
    let longest = Double(max(1, latencies.max() ?? 1))
    let isLogarithmic = longest / shortest > linearFactor
    let values =
      isLogarithmic
      ? AxisTicks.logarithmic(covering: shortest...longest, atMost: 7)
      : AxisTicks.covering(upTo: longest, about: 4, smallestStep: 1)
    return Axis(
      title: isLogarithmic ? "latency (log scale)" : "latency",
      ticks: values.map { Tick(value: $0, label: AxisText.latency(microseconds: $0)) },
      domain: (values.first ?? 0)...(values.last ?? 1), isLogarithmic: isLogarithmic)
  }

  /// Microseconds after the start: seconds for most runs, minutes or hours for long ones.
  static func time(through end: UInt64) -> Axis {
    let (unit, length): (String, Double) =
      switch end {
      case ..<600_000_000: ("seconds", 1_000_000)
      case ..<36_000_000_000: ("minutes", 60_000_000)
      default: ("hours", 3_600_000_000)
      }
    return elapsed(through: Double(end), unit, of: length)
  }

  /// Milliseconds after the start.
  static func milliseconds(through end: Int) -> Axis { elapsed(through: Double(end), "milliseconds", of: 1) }

  private static func elapsed(through end: Double, _ unit: String, of length: Double) -> Axis {
    let ticks = AxisTicks.within(end / length, about: 5)
    return Axis(
      title: "\(unit) after the run's start",
      ticks: ticks.map { Tick(value: $0 * length, label: AxisText.decimal($0)) }, domain: 0...max(1, end))
  }

  /// Percentiles by the logarithm of 1/(1-p), as HdrHistogram's plotter shows them: the slowest of a thousand have as
  /// much room as the slowest of ten. Values are counts of nines.
  static func percentiles(through last: Double) -> Axis {
    var ticks = [Tick(value: log10(2), label: "50%"), Tick(value: 1, label: "90%"), Tick(value: 2, label: "99%")]
    for nines in stride(from: 3, through: Int(min(last, 12)), by: 1) {
      let label = "99." + String(repeating: "9", count: nines - 2) + "%"
      ticks.append(Tick(value: Double(nines), label: label, isExtra: nines > 3 && last >= 4.5))
    }
    let end = max(1, last)
    return Axis(title: "percentile", ticks: ticks.filter { $0.value <= end }, domain: 0...end)
  }
}
