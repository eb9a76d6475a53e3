internal import Glibc

/// The values at which an axis has its ticks: round ones, and not many.
enum AxisTicks {
  /// Multiples of 1, 2 or 5 times a power of ten from zero up to the first at or above a value, about `count` of them.
  /// No step is smaller than the smallest, such as 1 for counts.
  static func covering(upTo value: Double, about count: Int, smallestStep: Double = 0) -> [Double] {
    let value = value.isFinite && value > 0 ? value : max(smallestStep, 1)
    let step = max(roundStep(atLeast: value / Double(max(1, count))), smallestStep)
    return multiples(of: step, through: (value / step - 1e-9).rounded(.up))
  }

  /// Such multiples from zero to the last at or below a value: for an axis that ends where its data ends.
  static func within(_ value: Double, about count: Int) -> [Double] {
    guard value.isFinite, value > 0 else { return [0] }
    let step = roundStep(atLeast: value / Double(max(1, count)))
    return multiples(of: step, through: (value / step + 1e-9).rounded(.down))
  }

  /// 1, 2 and 5 times powers of ten around a range of positive values, its ends at or beyond the range's; of a range of
  /// more than `count` ticks only the powers of ten, and of those each second, third… one when they are too many.
  static func logarithmic(covering range: ClosedRange<Double>, atMost count: Int) -> [Double] {
    let lower = max(range.lowerBound, .leastNormalMagnitude)
    let upper = max(range.upperBound, lower)
    let exponents = Int(log10(lower).rounded(.down))...Int(log10(upper).rounded(.up))
    let values = exponents.flatMap { exponent in [1.0, 2, 5].map { $0 * pow(10, Double(exponent)) } }
    let first = values.lastIndex { $0 <= lower * (1 + 1e-9) } ?? values.startIndex
    let last = values.firstIndex { $0 >= upper * (1 - 1e-9) } ?? values.endIndex - 1
    let ticks = values[first...max(first, last)]
    return ticks.count > max(2, count) ? decades(covering: lower...upper, atMost: max(2, count)) : Array(ticks)
  }

  private static func decades(covering range: ClosedRange<Double>, atMost count: Int) -> [Double] {
    let first = Int((log10(range.lowerBound) + 1e-9).rounded(.down))
    let last = max(first + 1, Int((log10(range.upperBound) - 1e-9).rounded(.up)))
    let step = (last - first + count - 2) / (count - 1)
    let ticks = (last - first + step - 1) / step
    return (0...ticks).map { pow(10, Double(first + $0 * step)) }
  }

  /// 1, 2 or 5 times a power of ten.
  static func roundStep(atLeast value: Double) -> Double {
    guard value.isFinite, value > 0 else { return 1 }
    let power = pow(10, log10(value).rounded(.down))
    let digits = [1.0, 2, 5].first { value <= $0 * power * (1 + 1e-9) } ?? 10
    return digits * power
  }

  private static func multiples(of step: Double, through last: Double) -> [Double] {
    (0...Int(max(0, min(last, 100)))).map { Double($0) * step }
  }
}
