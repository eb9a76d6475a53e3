internal import LoadSending
internal import RPCCodec

/// The time from a run's first request to its last answer, by the clock of its machine.
struct RunSpan: Equatable, Sendable {
  /// Microseconds since 1970-01-01T00:00:00Z.
  var start: Int64
  /// Microseconds since the same instant at its end, which is not before the start.
  var end: Int64

  /// The time that holds several spans; `nil` for none.
  static func enclosing(_ spans: [RunSpan]) -> RunSpan? {
    guard let start = spans.map(\.start).min(), let end = spans.map(\.end).max() else { return nil }
    return RunSpan(start: start, end: end)
  }

  var microseconds: UInt64 { UInt64(clamping: end - start) }
}

extension LoadReport {
  /// The time in which it ran; `nil` when nothing was sent: then it may have been stopped centuries before its start.
  var span: RunSpan? {
    guard sent > 0, let start = startTime?.microsecondsSinceEpoch else { return nil }
    let (end, isFar) = start.addingReportingOverflow(Int64(clamping: generator.wallMicroseconds))
    return RunSpan(start: start, end: isFar ? .max : end)
  }
}
