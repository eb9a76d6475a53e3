/// The y axis of latencies: by the logarithm where the longest is many times the shortest, from zero otherwise.
struct LatencyAxis {
  /// Past this factor between the longest and the shortest, the short ones would lie on the base line.
  private static let linearFactor = 20.0

  private let kind: Scale.Kind
  private let values: [Double]

  /// An axis for latencies in microseconds.
  init(for latencies: [UInt64]) {
    let shortest = Double(max(1, latencies.min() ?? 1))
    let longest = Double(max(1, latencies.max() ?? 1))
    if longest / shortest > Self.linearFactor {
      kind = .logarithmic
      values = AxisTicks.logarithmic(covering: shortest...longest, atMost: 7)
    } else {
      kind = .linear
      values = LatencyAxis.linearTicks(upTo: longest)
    }
  }

  /// What the axis shows.
  var title: String { kind == .linear ? "latency" : "latency (log scale)" }

  var ticks: [PlotFrame.Tick] {
    values.map { PlotFrame.Tick(value: $0, label: AxisText.latency(microseconds: $0)) }
  }

  func scale(in frame: PlotFrame) -> Scale {
    Scale(kind, domain: (values.first ?? 0)...(values.last ?? 1), from: frame.bottom, to: frame.top)
  }

  private static func linearTicks(upTo longest: Double) -> [Double] {
    AxisTicks.covering(upTo: longest, about: 4, smallestStep: 1)
  }
}
