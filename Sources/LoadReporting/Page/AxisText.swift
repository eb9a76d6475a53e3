internal import Foundation
internal import LoadSending

/// Numbers beside an axis: short, and with their unit where it changes from tick to tick.
enum AxisText {
  /// A count or a rate: `0`, `2,500`, `0.5`, `150k`, `2.5M`.
  static func count(_ value: Double) -> String {
    guard value.isFinite else { return "" }
    if value >= 1_000_000 { return decimal(value / 1_000_000) + "M" }
    if value >= 100_000 { return decimal(value / 1_000) + "k" }
    return decimal(value)
  }

  /// A latency in the unit that suits it: `250 µs`, `1.5 ms`, `20 s`.
  static func latency(microseconds: Double) -> String {
    switch microseconds {
    case ..<0.5: "0"
    case ..<1_000: decimal(microseconds) + " µs"
    case ..<1_000_000: decimal(microseconds / 1_000) + " ms"
    default: decimal(microseconds / 1_000_000) + " s"
    }
  }

  /// A latency in three digits.
  static func roundedLatency(microseconds: UInt64) -> String {
    guard microseconds > 0 else { return "0 µs" }
    let value = Double(microseconds)
    let unit: Double = microseconds < 1_000 ? 1 : microseconds < 1_000_000 ? 1_000 : 1_000_000
    let grain = unit / pow(10, max(0, 2 - log10(value / unit).rounded(.down)))
    return latency(microseconds: (value / grain).rounded() * grain)
  }

  /// A number with as many digits after the point as it needs, at most three.
  static func decimal(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "" }
    let thousandths = Int64((value * 1_000).rounded())
    let fraction = String(1_000 + thousandths.magnitude % 1_000).dropFirst()
    return withoutTrailingZeros("\(NumberText.grouped(thousandths / 1_000)).\(fraction)")
  }

  /// A share in percent, with the more digits the closer it comes to all.
  static func percent(_ share: Double, nines: Double = 0) -> String {
    let digits = min(12, max(1, Int(nines.rounded(.down))))
    return withoutTrailingZeros(String(format: "%.\(digits)f", share * 100)) + "%"
  }

  /// A number that has a point, without the zeros at its end.
  private static func withoutTrailingZeros(_ number: String) -> String {
    number.replacing(/\.?0+$/, with: "")
  }
}
