internal import Histogram

/// What all senders together have done until now, and since the last look.
struct ProgressSnapshot: Sendable {
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

  /// One line for a person.
  func line(second: Int, planned: UInt64) -> String {
    var parts = ["\(NumberText.right(String(second), 4)) s"]
    parts.append("sent \(NumberText.grouped(sent))/\(NumberText.grouped(planned))")
    parts.append("waiting \(NumberText.grouped(sent - min(sent, ended)))")
    if unsent > 0 { parts.append("unsent \(NumberText.grouped(unsent))") }
    parts += outcomes.sorted { $0.value > $1.value }.prefix(4).map { "\($0.key) \(NumberText.grouped($0.value))" }
    if recent.totalCount > 0 {
      parts.append("p50 \(NumberText.milliseconds(recent.valueAtPercentile(50)))")
      parts.append("p99 \(NumberText.milliseconds(recent.valueAtPercentile(99)))")
    }
    return parts.joined(separator: "  ")
  }
}
