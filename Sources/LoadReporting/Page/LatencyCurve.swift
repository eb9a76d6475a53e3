internal import Glibc
internal import Histogram

/// The whole distribution of a run's latencies, as a curve of latency by percentile that looks ever closer at the
/// slowest: from half to nine tenths it goes as far as from nine tenths to 99 hundredths.
struct LatencyCurve {
  /// A point of the curve.
  struct Point: Equatable {
    /// The closeness to all: 0 for none, 1 for nine of ten, 2 for 99 of 100 and so on.
    var nines: Double
    /// The latency that so many do not pass.
    var microseconds: UInt64
  }

  /// Points for each factor of ten.
  private static let pointsOfDecade = 24

  /// The points in order; the last is the longest latency. Empty when nothing was answered.
  private(set) var points: [Point] = []

  init(_ histogram: Histogram<UInt64>) {
    let total = histogram.totalCount
    guard total > 0 else { return }
    let end = log10(Double(total))
    let count = max(1, Int((end * Double(Self.pointsOfDecade)).rounded(.up)))
    points = (0..<count).map { index in
      let nines = Double(index) / Double(Self.pointsOfDecade)
      return Point(nines: nines, microseconds: histogram.valueAtPercentile(100 * (1 - pow(10, -nines))))
    }
    points.append(Point(nines: end, microseconds: histogram.max))
  }
}
