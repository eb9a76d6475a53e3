internal import Histogram

/// The work of all senders together until now, and since the last look.
struct ProgressSnapshot: Equatable, Sendable {
  var sent: UInt64 = 0
  var unsent: UInt64 = 0
  var ended: UInt64 = 0
  var outcomes: [String: UInt64] = [:]

  /// The latencies of the answers since the last look, in microseconds.
  var recent = Histogram<UInt64>(numberOfSignificantValueDigits: .two)

  mutating func add(_ other: ProgressSnapshot) {
    sent += other.sent
    unsent += other.unsent
    ended += other.ended
    outcomes.merge(other.outcomes, uniquingKeysWith: +)
    recent.add(other.recent)
  }
}
