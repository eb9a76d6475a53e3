/// A point in time in microseconds since 1970-01-01T00:00:00Z: the resolution of PostgreSQL's `timestamptz`.
public struct Timestamp: Hashable, Sendable, Comparable {
  /// Negative before 1970. Leap seconds don't count, as in POSIX and PostgreSQL.
  public let microsecondsSinceEpoch: Int64

  /// Takes any number, those outside `earliest...latest` too.
  public init(microsecondsSinceEpoch: Int64) {
    self.microsecondsSinceEpoch = microsecondsSinceEpoch
  }

  /// 0001-01-01T00:00:00Z, the first moment that `google.protobuf.Timestamp` and RFC 3339 can write.
  public static let earliest = Timestamp(microsecondsSinceEpoch: -62_135_596_800_000_000)

  /// 9999-12-31T23:59:59.999999Z, the last moment that `google.protobuf.Timestamp` and RFC 3339 can write.
  public static let latest = Timestamp(microsecondsSinceEpoch: 253_402_300_799_999_999)

  /// The earlier is the smaller.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.microsecondsSinceEpoch < right.microsecondsSinceEpoch
  }

  /// The time from `earlier` to this one; negative when `earlier` is later.
  public func duration(since earlier: Timestamp) -> Duration {
    let (microseconds, overflow) = microsecondsSinceEpoch.subtractingReportingOverflow(
      earlier.microsecondsSinceEpoch)
    guard !overflow else { return microsecondsSinceEpoch < 0 ? .microseconds(Int64.min) : .microseconds(Int64.max) }
    return .microseconds(microseconds)
  }

  /// This time moved by `duration`, cut to microseconds; `nil`: it leaves `earliest...latest`.
  public func advanced(by duration: Duration) -> Timestamp? {
    let (seconds, attoseconds) = duration.components
    let (secondsPart, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    guard !overflow else { return nil }
    let (span, spanOverflow) = secondsPart.addingReportingOverflow(attoseconds / 1_000_000_000_000)
    let (sum, sumOverflow) = microsecondsSinceEpoch.addingReportingOverflow(span)
    let moved = Timestamp(microsecondsSinceEpoch: sum)
    guard !spanOverflow, !sumOverflow, moved >= .earliest, moved <= .latest else { return nil }
    return moved
  }
}
