/// What is known of a call when it ends, for metrics and log lines.
struct CallRecord: Equatable, Sendable {
  /// The place of the method in the router's list; nil for calls that reached no method.
  let methodIndex: Int?
  let startedAt: MonotonicTime

  static func unrouted(startedAt: MonotonicTime) -> CallRecord {
    CallRecord(methodIndex: nil, startedAt: startedAt)
  }
}
