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

  /// The requests' ends over time.
  package var timeline = RunTimeline()

  mutating func countSent(late isLate: Bool) {
    sent += 1
    if isLate { late += 1 }
  }

  mutating func countUnsent(_ count: UInt64 = 1) {
    unsent += count
  }

  /// A coupon was acknowledged.
  mutating func count(_ coupon: AcknowledgedCoupon, isMisdirected: Bool, microseconds: UInt64) {
    acknowledged.append(coupon)
    if coupon.isReplay { replays += 1 }
    if isMisdirected { misdirected += 1 }
    end(.ok)
    record(microseconds)
  }

  /// A request ended without a coupon.
  mutating func count(_ outcome: Outcome, microseconds: UInt64?) {
    end(outcome)
    if let microseconds { record(microseconds) }
  }

  /// A request is sent once more; its last attempt may have got a coupon that nobody heard of.
  mutating func countRetry(mayHaveIssued: Bool) {
    retries += 1
    if mayHaveIssued { uncertain += 1 }
  }

  mutating func countRefusedRetry() {
    refusedRetries += 1
  }

  /// Requests that were sent and have not ended.
  package var outstanding: UInt64 { sent - ended }

  mutating func add(_ other: OutcomeTally) {
    sent += other.sent
    late += other.late
    unsent += other.unsent
    ended += other.ended
    retries += other.retries
    refusedRetries += other.refusedRetries
    outcomes.merge(other.outcomes, uniquingKeysWith: +)
    uncertain += other.uncertain
    acknowledged += other.acknowledged
    replays += other.replays
    misdirected += other.misdirected
    latency.add(other.latency)
    timeline.add(other.timeline)
  }

  private mutating func end(_ outcome: Outcome) {
    ended += 1
    outcomes[outcome.name, default: 0] += 1
    if outcome.mayHaveIssued { uncertain += 1 }
  }

  private mutating func record(_ microseconds: UInt64) {
    // The histogram grows by itself; half of what 64 bits hold is its end, and no latency comes near it.
    _ = latency.record(min(microseconds, 1 << 40))
  }
}
