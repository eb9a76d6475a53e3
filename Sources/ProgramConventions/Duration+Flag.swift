extension Duration {
  /// Reads a duration of a flag: `5s`, `250ms`, `1h30m`, `1.5s`. A number needs its unit.
  public static func flag(_ text: String) throws(FlagFault) -> Duration {
    var scanner = DurationScanner(text)
    return try scanner.duration()
  }

  /// Reads how long to wait for something; 0, which needs no unit, is not at all.
  public static func waitFlag(_ text: String) throws(FlagFault) -> Duration {
    text == "0" ? .zero : try flag(text)
  }

  /// Reads a duration that is longer than nothing, as a time limit has to be.
  public static func timeLimitFlag(_ text: String) throws(FlagFault) -> Duration {
    let duration = try flag(text)
    guard duration > .zero else { throw FlagFault("expected a time longer than nothing, such as 5s") }
    return duration
  }
}

/// Reads numbers with units from left to right, each unit smaller than the one before it.
private struct DurationScanner {
  // Longer than any campaign, and far from the bounds of 64-bit nanoseconds.
  private static let longest = 100 * 366 * 24 * 3_600 * 1_000_000_000 as Int64
  private static let units: [(name: String, nanoseconds: Int64)] = [
    ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
    ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
  ]

  private var rest: Substring

  init(_ text: String) {
    rest = Substring(text)
  }

  mutating func duration() throws(FlagFault) -> Duration {
    var total: Int64 = 0
    var lastUnit = Int64.max
    repeat {
      let (whole, fraction) = try number()
      let unit = try unit()
      guard unit < lastUnit else { throw FlagFault("each unit once, the larger ones first, such as 1h30m") }
      lastUnit = unit
      let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
      let (sum, sumOverflow) = total.addingReportingOverflow(product)
      guard !overflow, !sumOverflow, sum <= Self.longest else { throw FlagFault("expected at most 100 years") }
      total = sum + Self.part(fraction, of: unit)
    } while !rest.isEmpty
    return .nanoseconds(total)
  }

  /// The digits before the point, and those after it.
  private mutating func number() throws(FlagFault) -> (Int64, Substring) {
    let whole = digits()
    var fraction: Substring = ""
    if rest.first == "." {
      rest.removeFirst()
      fraction = digits()
      guard !fraction.isEmpty else { throw Self.expectation }
    }
    guard !whole.isEmpty else { throw Self.expectation }
    guard let value = Int64(whole) else { throw FlagFault("expected at most 100 years") }
    return (value, fraction)
  }

  private mutating func digits() -> Substring {
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    rest = rest.dropFirst(digits.count)
    return digits
  }

  private mutating func unit() throws(FlagFault) -> Int64 {
    let name = rest.prefix { $0.isLetter }
    guard !name.isEmpty else {
      throw rest.isEmpty ? FlagFault("a number needs its unit: 5s, 250ms, 1m, 1h, 1h30m") : Self.expectation
    }
    rest = rest.dropFirst(name.count)
    guard let unit = Self.units.first(where: { $0.name == name }) else {
      throw FlagFault("the units are d, h, m, s, ms, us and ns, such as 1h30m")
    }
    return unit.nanoseconds
  }

  /// The fraction of a unit; what is finer than a nanosecond is dropped.
  private static func part(_ fraction: Substring, of unit: Int64) -> Int64 {
    var part: Int64 = 0
    var place = unit
    for digit in fraction {
      place /= 10
      part += place * Int64(digit.wholeNumberValue ?? 0)
    }
    return part
  }

  private static let expectation = FlagFault("expected a duration with its unit, such as 5s, 250ms, 1h or 1h30m")
}
