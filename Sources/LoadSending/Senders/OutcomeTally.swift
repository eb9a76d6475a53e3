package import Histogram

/// The counts of a sender. Senders count for themselves; their tallies are added up in the end.
package struct OutcomeTally: Sendable {
  /// The delay after its plan beyond which a request counts as late: a tenth of what a hurried person notices, and far
  /// more than a sender needs that gets its share of the processor.
  package static let latenessBound: Duration = .milliseconds(1)

  /// Requests that left.
  package private(set) var sent: UInt64 = 0

  /// The requests that left later than the bound after their planned time.
  package private(set) var late: UInt64 = 0

  /// Planned requests that never left.
  package private(set) var unsent: UInt64 = 0

  /// Requests that were answered, or will not be; the entries of those that joined a line have yet to end.
  private var answered: UInt64 = 0

  /// Requests that have ended, whatever their outcome.
  package private(set) var ended: UInt64 = 0

  /// Requests that were sent again, each time.
  package private(set) var retries: UInt64 = 0

  /// Requests that would have been sent again if the budget had allowed it.
  package private(set) var refusedRetries: UInt64 = 0

  /// Outcomes by name.
  package private(set) var outcomes: [String: UInt64] = [:]

  /// Requests after which a coupon may have been issued that was never acknowledged.
  package private(set) var uncertain: UInt64 = 0

  /// Coupons that were acknowledged, each time.
  package private(set) var acknowledged: [AcknowledgedCoupon] = []

  /// Acknowledgements that repeat an earlier success.
  package private(set) var replays: UInt64 = 0

  /// Answers that were a coupon of another campaign or another user than the request's.
  package private(set) var misdirected: UInt64 = 0

  /// Microseconds to the answer, from the planned send or, in a closed loop, from the send.
  package private(set) var latency = Histogram<UInt64>(numberOfSignificantValueDigits: .three)

  /// The entries of a load that goes through the queue.
  package private(set) var line = LineTally()

  /// The requests' ends over time.
  package private(set) var timeline = RunTimeline()

  /// The latencies since the last look at the progress.
  private var recent = ProgressSnapshot().recent

  mutating func countSent(late isLate: Bool) {
    sent += 1
    if isLate { late += 1 }
  }

  mutating func countUnsent(_ count: UInt64 = 1) {
    unsent += count
  }

  /// A request, planned so many microseconds after the start, was acknowledged a coupon so many after its plan.
  mutating func count(
    _ coupon: AcknowledgedCoupon, isMisdirected: Bool, plannedMicroseconds: UInt64, microseconds: UInt64
  ) {
    acknowledged.append(coupon)
    if coupon.isReplay { replays += 1 }
    if isMisdirected { misdirected += 1 }
    count(.ok, plannedMicroseconds: plannedMicroseconds, microseconds: microseconds)
  }

  /// A request, planned so many microseconds after the start, ended so many after its plan.
  mutating func count(_ outcome: Outcome, plannedMicroseconds: UInt64, microseconds: UInt64) {
    answered += 1
    count(outcome)
    timeline.countEnded(
      outcome.series, plannedMicroseconds: plannedMicroseconds,
      endedMicroseconds: plannedMicroseconds + microseconds, isAnswered: outcome.hasLatency)
    if outcome.hasLatency { record(microseconds) }
  }

  /// A request was shown its user's entry so many microseconds after its plan; its outcome is that of the entry.
  mutating func count(_ entry: JoinedEntry, microseconds: UInt64) {
    answered += 1
    line.count(entry)
    timeline.countAnswer(
      plannedMicroseconds: entry.plannedMicroseconds, endedMicroseconds: entry.plannedMicroseconds + microseconds,
      isAnswered: true)
    record(microseconds)
  }

  /// The entry that a request was shown ended so many microseconds after the request's plan. `isRepeat`: another
  /// request was shown the same.
  mutating func count(_ end: EntryEnd, of entry: JoinedEntry, isRepeat: Bool, microseconds: UInt64) {
    count(end.outcome)
    line.count(end, of: entry, isRepeat: isRepeat, microseconds: microseconds)
    timeline.countEnd(end.outcome.series, atMicroseconds: entry.plannedMicroseconds + microseconds)
    if end.isMisdirected { misdirected += 1 }
    guard let coupon = end.coupon else { return }
    let isReplay = isRepeat || entry.isOld
    if isReplay { replays += 1 }
    acknowledged.append(
      AcknowledgedCoupon(code: coupon.code, request: entry.request, sequence: coupon.sequence, isReplay: isReplay))
  }

  private mutating func count(_ outcome: Outcome) {
    ended += 1
    outcomes[outcome.name, default: 0] += 1
    if outcome.mayHaveIssued { uncertain += 1 }
  }

  private mutating func record(_ microseconds: UInt64) {
    // The histograms grow by themselves; half of what 64 bits hold is their end, and no latency comes near it.
    _ = latency.record(min(microseconds, 1 << 40))
    _ = recent.record(min(microseconds, 1 << 40))
  }

  /// A look at the line failed.
  mutating func countFailedLook(_ error: String) { line.countFailedLook(error) }

  /// The entries that were shown since the last time, and whose ends are to be followed.
  mutating func takeArrivals() -> [JoinedEntry] { line.takeArrivals() }

  /// A request is sent once more; its last attempt may have got a coupon that nobody heard of.
  mutating func countRetry(mayHaveIssued: Bool) {
    retries += 1
    if mayHaveIssued { uncertain += 1 }
  }

  mutating func countRefusedRetry() {
    refusedRetries += 1
  }

  /// Requests that were sent and wait for their answers.
  package var outstanding: UInt64 { sent - answered }

  mutating func add(_ other: OutcomeTally) {
    sent += other.sent
    late += other.late
    unsent += other.unsent
    answered += other.answered
    ended += other.ended
    retries += other.retries
    refusedRetries += other.refusedRetries
    outcomes.merge(other.outcomes, uniquingKeysWith: +)
    uncertain += other.uncertain
    acknowledged += other.acknowledged
    replays += other.replays
    misdirected += other.misdirected
    latency.add(other.latency)
    line.add(other.line)
    timeline.add(other.timeline)
  }

  /// The work that was done, and the latencies since the last look.
  mutating func takeSnapshot() -> ProgressSnapshot {
    defer { recent.reset() }
    return ProgressSnapshot(sent: sent, unsent: unsent, ended: ended, outcomes: outcomes, recent: recent)
  }
}
