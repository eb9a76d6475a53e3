/// What callers saw until the time was over.
struct Measurement: Sendable {
  /// How long each issued coupon took, in microseconds.
  var latencies: [UInt32] = []
  /// Answers that issued nothing, by reason.
  var otherAnswers: [String: Int] = [:]

  mutating func add(_ other: Measurement) {
    latencies += other.latencies
    otherAnswers.merge(other.otherAnswers, uniquingKeysWith: +)
  }

  /// The latency that a part of the issues stayed within; 0 when there was none.
  func latency(within part: Double) -> UInt32 {
    let sorted = latencies.sorted()
    guard !sorted.isEmpty else { return 0 }
    let rank = Int((Double(sorted.count) * part).rounded(.up)) - 1
    return sorted[min(max(rank, 0), sorted.count - 1)]
  }

  func issuedPerSecond(over seconds: Int) -> Int { latencies.count / seconds }

  func json(inFlight: Int, connections: Int, seconds: Int) -> String {
    let others = otherAnswers.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ")
    return """
      {
        "in_flight": \(inFlight), "connections": \(connections), "seconds": \(seconds),
        "issued": \(latencies.count), "issued_per_second": \(issuedPerSecond(over: seconds)),
        "latency_us": {"p50": \(latency(within: 0.5)), "p99": \(latency(within: 0.99))},
        "other_answers": {\(others)}
      }
      """
  }
}
