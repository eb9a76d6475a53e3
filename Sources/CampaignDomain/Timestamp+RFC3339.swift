extension Timestamp: CustomStringConvertible {
  /// The time as RFC 3339 in UTC with as many fraction digits as needed: none, three or six.
  public var rfc3339: String {
    let (days, microsecondsOfDay) = Self.floorDivide(microsecondsSinceEpoch, by: 86_400_000_000)
    let date = CivilDate(daysSinceEpoch: days)
    let seconds = microsecondsOfDay / 1_000_000
    let fraction = microsecondsOfDay % 1_000_000
    var text = "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T"
    text += "\(Self.padded(seconds / 3600, 2)):\(Self.padded(seconds / 60 % 60, 2)):\(Self.padded(seconds % 60, 2))"
    if fraction != 0 {
      text += fraction % 1000 == 0 ? ".\(Self.padded(fraction / 1000, 3))" : ".\(Self.padded(fraction, 6))"
    }
    return text + "Z"
  }

  /// The same as `rfc3339`.
  public var description: String { rfc3339 }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  private static func floorDivide(_ number: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

/// A date of the proleptic Gregorian calendar, by the arithmetic of H. Hinnant's `chrono`-compatible date algorithms:
/// years begin in March, so that the leap day is the last of its year. The rules import no calendar of the system.
private struct CivilDate {
  let year: Int64
  let month: Int64
  let day: Int64

  init(daysSinceEpoch: Int64) {
    let shifted = daysSinceEpoch + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }
}
