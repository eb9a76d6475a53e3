extension ProtobufTimestamp: JSONRepresentable {
  /// Writes the time by RFC 3339, or null where it isn't valid: the mapping has no form for it then.
  public func writeJSON(to writer: inout JSONWriter) {
    if let rfc3339 {
      writer.string(rfc3339)
    } else {
      writer.null()
    }
  }

  /// The time in UTC with as many digits after the second as it needs: none, 3, 6 or 9. `nil` where it isn't valid.
  public var rfc3339: String? {
    guard isValid else {
      return nil
    }
    let (days, secondOfDay) = seconds.flooredQuotientAndRemainder(dividingBy: 86_400)
    let date = CivilDate(daysSinceEpoch: days)
    let time = [secondOfDay / 3_600, secondOfDay / 60 % 60, secondOfDay % 60].map { $0.padded(to: 2) }
    return "\(date.year.padded(to: 4))-\(date.month.padded(to: 2))-\(date.day.padded(to: 2))"
      + "T\(time.joined(separator: ":"))\(nanos.fractionDigits)Z"
  }
}

extension ProtobufDuration: JSONRepresentable {
  /// Writes the span in seconds, `1.5s`, or null where it isn't valid: the mapping has no form for it then.
  public func writeJSON(to writer: inout JSONWriter) {
    guard isValid else {
      writer.null()
      return
    }
    let sign = seconds < 0 || nanos < 0 ? "-" : ""
    writer.string("\(sign)\(seconds.magnitude)\(abs(nanos).fractionDigits)s")
  }
}

extension Int32 {
  /// These nanoseconds as the digits after a second, point included: none, 3, 6 or 9.
  fileprivate var fractionDigits: String {
    switch self {
    case 0: ""
    case let nanos where nanos.isMultiple(of: 1_000_000): "." + Int64(nanos / 1_000_000).padded(to: 3)
    case let nanos where nanos.isMultiple(of: 1_000): "." + Int64(nanos / 1_000).padded(to: 6)
    default: "." + Int64(self).padded(to: 9)
    }
  }
}

extension Int64 {
  fileprivate func padded(to width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(width - digits.count, 0)) + digits
  }

  fileprivate func flooredQuotientAndRemainder(dividingBy divisor: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
