import Glibc

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
    var (time, parts) = (time_t(seconds), tm())
    guard isValid, gmtime_r(&time, &parts) != nil else { return nil }
    let date = [(parts.tm_year + 1_900).padded(to: 4), (parts.tm_mon + 1).padded(to: 2), parts.tm_mday.padded(to: 2)]
    let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { $0.padded(to: 2) }
    return date.joined(separator: "-") + "T" + clock.joined(separator: ":") + nanos.fractionDigits + "Z"
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
    case let nanos where nanos.isMultiple(of: 1_000_000): "." + (nanos / 1_000_000).padded(to: 3)
    case let nanos where nanos.isMultiple(of: 1_000): "." + (nanos / 1_000).padded(to: 6)
    default: "." + padded(to: 9)
    }
  }

  fileprivate func padded(to width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(width - digits.count, 0)) + digits
  }
}
