import Glibc

/// The time at which something was logged, by this machine's clock.
struct LogTime: Equatable, Sendable {
  let secondsSinceEpoch: Int
  /// 0 to 999,999.
  let microseconds: Int

  static func now() -> LogTime {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return LogTime(secondsSinceEpoch: time.tv_sec, microseconds: time.tv_nsec / 1_000)
  }

  /// RFC 3339 in UTC, always with six digits of the second's fraction.
  var utc: String {
    var (seconds, parts) = (secondsSinceEpoch, tm())
    gmtime_r(&seconds, &parts)
    return "\(Self.text(&parts, "%Y-%m-%dT%H:%M:%S")).\(String(1_000_000 + microseconds).dropFirst())Z"
  }

  /// The time in the zone of this process, in whole seconds.
  var local: String {
    var (seconds, parts) = (secondsSinceEpoch, tm())
    localtime_r(&seconds, &parts)
    return Self.text(&parts, "%Y-%m-%dT%H:%M:%S%z")
  }

  private static func text(_ parts: inout tm, _ format: String) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
      let count = strftime(buffer.baseAddress, buffer.count, format, &parts)
      return String(decoding: buffer.prefix(count).lazy.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }
}
