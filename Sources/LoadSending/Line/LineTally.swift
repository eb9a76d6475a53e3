package import Histogram

/// The entries that a load through the queue was shown, and their ends.
package struct LineTally: Sendable {
  /// A coupon's place in line and in the order of issue.
  package struct Completion: Equatable, Sendable {
    package var ticket: Int64
    package var sequence: Int64
    /// Tries that failed by an error of the entry's own.
    package var attempts: Int32

    package init(ticket: Int64, sequence: Int64, attempts: Int32 = 0) {
      self.ticket = ticket
      self.sequence = sequence
      self.attempts = attempts
    }
  }

  /// An entry for each request that was shown one.
  package private(set) var entries: [JoinedEntry] = []

  /// Those of them whose ends nobody follows yet.
  private var arrivals: [JoinedEntry] = []

  /// Requests whose entry ended with a coupon.
  package private(set) var completed: UInt64 = 0

  /// Requests whose entry ended without one, by the reason.
  package private(set) var failed: [String: UInt64] = [:]

  /// Requests whose entry had no end when it was last looked at.
  package private(set) var requested: UInt64 = 0

  /// Requests whose entry is not known any more, or has an end that can't be read.
  package private(set) var lost: UInt64 = 0

  /// Different entries that ended with a coupon, and without one, since the run began.
  package private(set) var newlyCompleted: UInt64 = 0
  package private(set) var newlyFailed: UInt64 = 0

  /// Different entries that were tried more than once.
  package private(set) var retried: UInt64 = 0

  /// The coupons of entries that stood in line, each once.
  package private(set) var completions: [Completion] = []

  /// Examples of entries without an end, and of lost ones.
  package private(set) var firstRequested: JoinedEntry?
  package private(set) var firstLost: JoinedEntry?

  /// Microseconds from the request's plan until its entry was seen to have ended.
  package private(set) var latency = Histogram<UInt64>(numberOfSignificantValueDigits: .three)

  /// The error of the last look at the line that failed; `nil`: none did.
  package private(set) var lookFailure: String?

  mutating func count(_ entry: JoinedEntry) {
    entries.append(entry)
    if entry.ticket > 0 { arrivals.append(entry) }
  }

  mutating func takeArrivals() -> [JoinedEntry] {
    defer { arrivals = [] }
    return arrivals
  }

  mutating func count(_ end: EntryEnd, of entry: JoinedEntry, isRepeat: Bool, microseconds: UInt64) {
    let isNew = !isRepeat && !entry.isOld
    if !isRepeat, end.attempts > 0 { retried += 1 }
    switch end.outcome {
    case .requested:
      requested += 1
      firstRequested = firstRequested ?? entry
      return
    case .lost, .malformed:
      lost += 1
      firstLost = firstLost ?? entry
      return
    case .completed:
      completed += 1
      if isNew { newlyCompleted += 1 }
      if let coupon = end.coupon, !isRepeat, entry.ticket > 0 {
        completions.append(Completion(ticket: entry.ticket, sequence: coupon.sequence, attempts: end.attempts))
      }
    default:
      failed[end.outcome.name, default: 0] += 1
      if isNew { newlyFailed += 1 }
    }
    _ = latency.record(min(microseconds, 1 << 40))
  }

  mutating func countFailedLook(_ error: String) {
    lookFailure = error
  }

  mutating func add(_ other: LineTally) {
    entries += other.entries
    arrivals += other.arrivals
    completed += other.completed
    failed.merge(other.failed, uniquingKeysWith: +)
    requested += other.requested
    lost += other.lost
    newlyCompleted += other.newlyCompleted
    newlyFailed += other.newlyFailed
    retried += other.retried
    completions += other.completions
    firstRequested = firstRequested ?? other.firstRequested
    firstLost = firstLost ?? other.firstLost
    latency.add(other.latency)
    lookFailure = lookFailure ?? other.lookFailure
  }
}
