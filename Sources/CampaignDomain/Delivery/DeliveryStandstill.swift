/// The standstill of a campaign's deliveries: its service, or the address of it, is set up wrongly. One delivery tries
/// from time to time, the others wait, and nothing is counted. A value: nothing is true before it was committed.
public struct DeliveryStandstill: Hashable, Sendable {
  /// The campaign whose deliveries wait.
  public let campaignID: CampaignID
  /// Tries that found it so, one after the other.
  public internal(set) var failures: Int32
  /// The time from which on one delivery tries; while it does, the end of its lease.
  public internal(set) var nextAttemptTime: Timestamp
  /// The time at which it began.
  public let sinceTime: Timestamp
  /// The error of the last try.
  public internal(set) var error: String

  /// A standstill as it was saved. Nothing is checked.
  public init(
    campaignID: CampaignID, failures: Int32, nextAttemptTime: Timestamp, sinceTime: Timestamp, error: String
  ) {
    self.campaignID = campaignID
    self.failures = failures
    self.nextAttemptTime = nextAttemptTime
    self.sinceTime = sinceTime
    self.error = error
  }

  /// Lets one delivery try, which has its lease as long. False: it is not time.
  mutating func beginProbe(at now: Timestamp, by rules: DeliveryRules) -> Bool {
    guard nextAttemptTime <= now else { return false }
    nextAttemptTime = now.moved(by: rules.lease)
    return true
  }

  /// Another try found it so.
  mutating func failed(_ text: String, at now: Timestamp, using generator: inout some RandomNumberGenerator) {
    failures = failures < .max ? failures + 1 : .max
    error = QueueEntry.cut(text)
    nextAttemptTime = now.moved(by: DeliveryRules.backoff(afterFailures: failures, using: &generator))
  }
}

/// The change of a campaign's standstill.
public enum DeliveryStandstillChange: Hashable, Sendable {
  /// It begins, or goes on, like this.
  case save(DeliveryStandstill, isNew: Bool)
  /// It is over; it had lasted since this time.
  case end(CampaignID, since: Timestamp)
}
