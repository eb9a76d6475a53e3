internal import LoadSending

/// The facts of a load that went through the queue.
public struct LineNumbers: Equatable, Sendable {
  /// Requests that were shown an entry.
  public var joined: UInt64
  /// Requests whose entry ended with a coupon.
  public var completed: UInt64
  /// Requests whose entry ended without one, by the reason.
  public var failed: [String: UInt64]
  /// Requests whose entry had no end when the wait was over.
  public var requested: UInt64
  /// Requests whose entry is not known any more, or has an end that can't be read.
  public var lost: UInt64
  /// Entries that were tried more than once.
  public var retried: UInt64
  /// The lowest and the highest ticket; `nil`: nobody stood in line.
  public var tickets: ClosedRange<Int64>?
  /// All latencies from the planned send until the entry was seen to have ended.
  public var latencies: LatencyDistribution

  /// The percentiles of the latencies.
  public var latency: LatencySummary { latencies.summary }
}

extension LineNumbers {
  init(_ tally: LineTally) {
    let tickets = tally.entries.map(\.ticket).filter { $0 > 0 }
    let range: ClosedRange<Int64>? =
      if let lowest = tickets.min(), let highest = tickets.max() { lowest...highest } else { nil }
    self.init(
      joined: UInt64(tally.entries.count), completed: tally.completed, failed: tally.failed,
      requested: tally.requested, lost: tally.lost, retried: tally.retried, tickets: range,
      latencies: LatencyDistribution(tally.latency))
  }

  mutating func add(_ other: LineNumbers) {
    joined += other.joined
    completed += other.completed
    failed.merge(other.failed, uniquingKeysWith: +)
    requested += other.requested
    lost += other.lost
    retried += other.retried
    latencies.add(other.latencies)
    guard let theirs = other.tickets else { return }
    tickets =
      tickets.map {
        min($0.lowerBound, theirs.lowerBound)...max($0.upperBound, theirs.upperBound)
      } ?? theirs
  }

  /// Every count, for a check of their range.
  var counts: [UInt64] { [joined, completed, requested, lost, retried, latencies.count] + Array(failed.values) }
}
