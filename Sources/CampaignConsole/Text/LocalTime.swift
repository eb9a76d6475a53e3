import Glibc
internal import RPCCodec

/// Times for people: in the zone of this machine, which is named.
enum LocalTime {
  /// The digits of a second that are shown.
  enum Precision {
    /// Three digits in any case, so that times below each other are aligned.
    case milliseconds
    /// The fraction where there is one, to the microsecond, which is all that the database keeps.
    case whole
  }

  /// `2026-11-21 10:39:57.991241 KST`, or RFC 3339's seconds since the epoch where the calendar has no such time.
  static func text(_ time: ProtobufTimestamp, precision: Precision = .whole) -> String {
    var seconds = time_t(time.seconds)
    var parts = tm()
    // localtime_r, unlike localtime, is not bound to look at TZ by itself.
    tzset()
    guard time.isValid, localtime_r(&seconds, &parts) != nil else { return "@\(time.seconds)" }
    let fraction = fraction(of: time.nanos, precision)
    return "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1, 2))-\(padded(parts.tm_mday, 2)) "
      + "\(padded(parts.tm_hour, 2)):\(padded(parts.tm_min, 2)):\(padded(parts.tm_sec, 2))\(fraction) \(zone(of: parts))"
  }

  private static func fraction(of nanos: Int32, _ precision: Precision) -> String {
    let microseconds = nanos / 1_000
    if precision == .milliseconds || microseconds > 0 && microseconds % 1_000 == 0 {
      return "." + padded(microseconds / 1_000, 3)
    }
    return microseconds == 0 ? "" : "." + padded(microseconds, 6)
  }

  /// The zone's abbreviation; the zones that have only a number get `UTC` before it.
  private static func zone(of parts: tm) -> String {
    let name = parts.tm_zone.map { String(cString: $0) } ?? ""
    return name.isEmpty || name.first == "+" || name.first == "-" ? "UTC" + name : name
  }

  private static func padded(_ number: Int32, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
