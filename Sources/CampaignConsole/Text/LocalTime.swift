import Glibc
internal import RPCCodec

/// Times for people: in the zone of this machine, which is named.
enum LocalTime {
  /// How much of a second is shown.
  enum Precision {
    case seconds, milliseconds
  }

  /// `2026-11-21 10:39:57 KST`, or RFC 3339's seconds since the epoch where the calendar has no such time.
  static func text(_ time: ProtobufTimestamp, precision: Precision = .seconds) -> String {
    var seconds = time_t(time.seconds)
    var parts = tm()
    // localtime_r, unlike localtime, is not bound to look at TZ by itself.
    tzset()
    guard time.isValid, localtime_r(&seconds, &parts) != nil else { return "@\(time.seconds)" }
    let fraction = precision == .milliseconds ? "." + padded(time.nanos / 1_000_000, 3) : ""
    return "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1, 2))-\(padded(parts.tm_mday, 2)) "
      + "\(padded(parts.tm_hour, 2)):\(padded(parts.tm_min, 2)):\(padded(parts.tm_sec, 2))\(fraction) \(zone(of: parts))"
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
