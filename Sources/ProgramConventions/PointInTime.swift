/// A point in time as `--start` and `--end` take it: RFC 3339, such as `2026-12-24T18:00:00+09:00`.
public struct PointInTime: Hashable, Sendable {
  /// Whole seconds since 1970-01-01T00:00:00Z.
  public let secondsSinceEpoch: Int64
  /// The part beyond the whole second, 0 to 999,999,999.
  public let nanoseconds: Int32

  /// Makes a point in time of its parts.
  public init(secondsSinceEpoch: Int64, nanoseconds: Int32) {
    self.secondsSinceEpoch = secondsSinceEpoch
    self.nanoseconds = nanoseconds
  }

  /// Reads RFC 3339; the zone (`Z` or an offset) is needed, so that nobody guesses it.
  public static func flag(_ text: String) throws(FlagFault) -> PointInTime {
    var scanner = RFC3339Scanner(text)
    guard let time = scanner.pointInTime() else {
      throw FlagFault("expected RFC 3339 with its zone, such as 2026-12-24T18:00:00+09:00 or 2026-12-24T09:00:00Z")
    }
    return time
  }
}

/// Reads RFC 3339 byte by byte; everything that is not exactly so is nothing.
private struct RFC3339Scanner {
  private var rest: Substring.UTF8View

  init(_ text: String) {
    rest = Substring(text).utf8
  }

  mutating func pointInTime() -> PointInTime? {
    guard let days = date(), accept("T") || accept("t") || accept(" "), let seconds = timeOfDay(),
      let nanoseconds = fraction(), let offset = zone(), rest.isEmpty
    else { return nil }
    return PointInTime(secondsSinceEpoch: days * 86_400 + seconds - offset, nanoseconds: nanoseconds)
  }

  private mutating func date() -> Int64? {
    guard let year = number(digits: 4, in: 1...9999), accept("-"), let month = number(digits: 2, in: 1...12),
      accept("-"), let day = number(digits: 2, in: 1...31), day <= Self.days(inMonth: month, ofYear: year)
    else { return nil }
    return Self.daysSinceEpoch(year: year, month: month, day: day)
  }

  private mutating func timeOfDay() -> Int64? {
    guard let hour = number(digits: 2, in: 0...23), accept(":"), let minute = number(digits: 2, in: 0...59),
      accept(":"), let second = number(digits: 2, in: 0...59)
    else { return nil }
    return hour * 3_600 + minute * 60 + second
  }

  /// Nothing, or a point and one to nine digits, as nanoseconds.
  private mutating func fraction() -> Int32? {
    guard accept(".") else { return 0 }
    var value: Int32 = 0
    var count = 0
    while let digit = digit() {
      guard count < 9 else { return nil }
      value = value * 10 + Int32(digit)
      count += 1
    }
    guard count > 0 else { return nil }
    for _ in count..<9 { value *= 10 }
    return value
  }

  /// The zone's offset from UTC in seconds.
  private mutating func zone() -> Int64? {
    if accept("Z") || accept("z") { return 0 }
    let sign: Int64
    if accept("+") {
      sign = 1
    } else if accept("-") {
      sign = -1
    } else {
      return nil
    }
    guard let hour = number(digits: 2, in: 0...23), accept(":"), let minute = number(digits: 2, in: 0...59) else {
      return nil
    }
    return sign * (hour * 3_600 + minute * 60)
  }

  private mutating func number(digits: Int, in range: ClosedRange<Int64>) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<digits {
      guard let digit = digit() else { return nil }
      value = value * 10 + Int64(digit)
    }
    return range.contains(value) ? value : nil
  }

  private mutating func digit() -> UInt8? {
    guard let byte = rest.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
    rest = rest.dropFirst()
    return byte - UInt8(ascii: "0")
  }

  private mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: scalar) else { return false }
    rest = rest.dropFirst()
    return true
  }

  private static func days(inMonth month: Int64, ofYear year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days of the Gregorian calendar; the year is counted from March, so that the leap day is its last.
  private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
    let marchYear = month <= 2 ? year - 1 : year
    let monthFromMarch = (month + 9) % 12
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
  }
}
