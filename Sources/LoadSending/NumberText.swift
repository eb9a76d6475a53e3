internal import Foundation

/// Numbers as a person reads them.
package enum NumberText {
  /// `1234567` is `1,234,567`.
  package static func grouped<Number: BinaryInteger>(_ number: Number) -> String {
    IntegerFormatStyle<Number>(locale: Locale(identifier: "en_US")).format(number)
  }

  /// So many things: `1 coupon`, `1,000 coupons`.
  package static func counted(_ number: some BinaryInteger, _ thing: String) -> String {
    grouped(number) + " " + thing + (number == 1 ? "" : "s")
  }

  /// Microseconds as milliseconds with two digits after the point: `1.23 ms`.
  package static func milliseconds(_ microseconds: UInt64) -> String {
    decimal(hundredths: microseconds / 10 + (microseconds % 10 >= 5 ? 1 : 0)) + " ms"
  }

  /// A part of a whole: `1.25 %`.
  package static func percent(_ part: UInt64, of whole: UInt64) -> String {
    decimal(whole == 0 ? 0 : Double(part) * 100 / Double(whole)) + " %"
  }

  /// A number with two digits after the point; one that is no number, or too large, is clamped.
  package static func decimal(_ number: Double) -> String {
    decimal(hundredths: number.isFinite ? UInt64(min(max(0, (number * 100).rounded()), 1e15)) : 0)
  }

  private static func decimal(hundredths: UInt64) -> String {
    let fraction = hundredths % 100
    return "\(grouped(hundredths / 100)).\(fraction < 10 ? "0" : "")\(fraction)"
  }

  /// Text that fills a column from the right.
  package static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// Text that fills a column from the left.
  package static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
