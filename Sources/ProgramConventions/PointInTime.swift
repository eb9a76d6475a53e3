import Glibc

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
    guard let time = PointInTime(rfc3339: text) else {
      throw FlagFault("expected RFC 3339 with its zone, such as 2026-12-24T18:00:00+09:00 or 2026-12-24T09:00:00Z")
    }
    return time
  }

  private init?(rfc3339 text: String) {
    let form = /(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))/
    guard
      let (_, year, month, day, hour, minute, second, fraction, sign, zoneHours, zoneMinutes) =
        text.wholeMatch(of: form.asciiOnlyDigits())?.output
    else { return nil }
    func number(_ digits: Substring?) -> Int32 { digits.flatMap { Int32($0) } ?? 0 }
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (number(year) - 1900, number(month) - 1, number(day))
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (number(hour), number(minute), number(second))
    let read = parts
    let seconds = Int64(timegm(&parts))
    // timegm makes a day of March of the 30th of February.
    guard number(year) > 0, number(zoneHours) < 24, number(zoneMinutes) < 60,
      (parts.tm_mon, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec)
        == (read.tm_mon, read.tm_mday, read.tm_hour, read.tm_min, read.tm_sec)
    else { return nil }
    let offset = Int64(number(zoneHours) * 60 + number(zoneMinutes)) * (sign == "-" ? -60 : 60)
    self.init(
      secondsSinceEpoch: seconds - offset, nanoseconds: number(((fraction ?? "") + "000000000").prefix(9)))
  }
}
