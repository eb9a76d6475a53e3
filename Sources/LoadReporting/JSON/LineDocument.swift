internal import LoadSending

/// The part of a written report on the line that its load went through.
struct LineDocument: Codable {
  var joined, completed: UInt64
  var failed: [String: UInt64]
  var requested, lost, retried: UInt64
  var firstTicket, lastTicket: Int64?
  /// From the planned send until the entry was seen to have ended.
  var latencyUs: LatencySummary?
  var latencyBucketsUs: [[UInt64]]

  init(_ line: LineNumbers) {
    joined = line.joined
    completed = line.completed
    failed = line.failed
    requested = line.requested
    lost = line.lost
    retried = line.retried
    firstTicket = line.tickets?.lowerBound
    lastTicket = line.tickets?.upperBound
    latencyUs = line.latency
    latencyBucketsUs = line.latencies.document
  }

  /// The facts that a document was written from.
  func numbers(_ name: String) throws(MergeRefusal) -> LineNumbers {
    var tickets: ClosedRange<Int64>?
    if let firstTicket, let lastTicket {
      guard 0 < firstTicket, firstTicket <= lastTicket else {
        throw .incomplete(name, reason: "first_ticket and last_ticket are not those of a line")
      }
      tickets = firstTicket...lastTicket
    }
    return LineNumbers(
      joined: joined, completed: completed, failed: failed, requested: requested, lost: lost, retried: retried,
      tickets: tickets,
      latencies: try LatencyDistribution(written: latencyBucketsUs, name: name, member: "queue.latency_buckets_us"))
  }
}

extension LatencyDistribution {
  /// No count of a run reaches it: without larger ones the sums of any files can't overflow.
  static let mostOfAnything: UInt64 = 1 << 44

  /// The distribution as a report has it: rows of a latency in microseconds and a count.
  var document: [[UInt64]] { buckets.map { [$0.microseconds, $0.count] } }

  /// Reads the rows of a report's member.
  init(written rows: [[UInt64]], name: String, member: String) throws(MergeRefusal) {
    let buckets = rows.compactMap { row -> Bucket? in
      guard let latency = row.first, let count = row.last, row.count == 2, count < Self.mostOfAnything else {
        return nil
      }
      return Bucket(microseconds: latency, count: count)
    }
    guard buckets.count == rows.count, buckets.count <= 1 << 17 else {
      throw .incomplete(name, reason: "a row of \(member) is not a latency and a count, or there are too many")
    }
    self.init(buckets)
  }
}
