/// Work of a line that one batch has taken: until its lease is over nobody else does it, and what is saved for it is
/// refused once somebody else has taken the line.
public struct QueueClaim: Hashable, Sendable {
  /// The campaign whose line it is.
  public let campaignID: CampaignID
  /// The fencing token, by which the line tells its last claim from those before.
  public let token: Int64
  /// The database's clock when it was taken.
  public let time: Timestamp
  /// The tickets whose entries it has, from the one behind `after` to `through`; both the same: none.
  public let after: Int64
  /// The last ticket.
  public let through: Int64
  /// The entries that were set aside and are due.
  public let retries: [QueuedEntry]
  /// The tickets are those of rows behind the line's mark, which have failed and don't have it in their row yet.
  public let isSettlement: Bool

  /// The number of tickets.
  public var ticketCount: Int64 { through - after }
}

/// An entry of a claim: what its issue needs.
public struct QueuedEntry: Hashable, Sendable {
  /// Its place in line.
  public let ticket: Int64
  /// The user who gets the coupon.
  public let userID: UserID
  /// The tries that failed by an error of the entry's own.
  public let attempts: Int32

  /// An entry as it is saved.
  public init(ticket: Int64, userID: UserID, attempts: Int32 = 0) {
    self.ticket = ticket
    self.userID = userID
    self.attempts = attempts
  }
}

extension CampaignQueue {
  /// The most rows behind a mark that one transaction settles.
  public static let settlementSize: Int64 = 1_000
  /// The most entries that were set aside and that one claim tries again.
  public static let retryCount = 8

  /// Takes what is to be done next; the claim holds once this is saved. `retries`: entries that were set aside and are
  /// due. `nil`: nothing is due, or somebody else's claim holds. Rows behind a mark come before all else; tickets of a
  /// claim that nobody finished are taken again.
  public mutating func claim(
    at now: Timestamp, by rules: QueueBatchRules, retries: [QueuedEntry] = []
  ) -> QueueClaim? {
    if let leaseEndTime, leaseEndTime > now { return nil }
    guard nextBatchTime <= now else { return nil }
    if settledThrough < failedThrough {
      let through = min(settledThrough + Self.settlementSize, failedThrough)
      return claim(after: settledThrough, through: through, isSettlement: true, at: now, by: rules)
    }
    if claimed == served { claimed += min(rules.size, lastTicket - claimed) }
    guard claimed > served || !retries.isEmpty else { return nil }
    return claim(after: served, through: claimed, retries: retries, at: now, by: rules)
  }

  private mutating func claim(
    after: Int64, through: Int64, retries: [QueuedEntry] = [], isSettlement: Bool = false, at now: Timestamp,
    by rules: QueueBatchRules
  ) -> QueueClaim {
    token &+= 1
    leaseEndTime = now.moved(by: rules.lease)
    return QueueClaim(
      campaignID: campaignID, token: token, time: now, after: after, through: through, retries: retries,
      isSettlement: isSettlement)
  }

  /// Gives the claim back: its tickets that are not served wait again, at their places. The next batch is due at
  /// `time`.
  mutating func giveBack(until time: Timestamp) {
    claimed = served
    leaseEndTime = nil
    nextBatchTime = time
  }

  /// Gives a claim back whose batch failed as a whole: nothing counts, and the line rests for a while. `nil`: somebody
  /// else has taken the line.
  public func failedBatch(of claim: QueueClaim, at now: Timestamp) -> QueueBatchChange? {
    guard token == claim.token else { return nil }
    var queue = self
    queue.batchFailures = batchFailures < .max ? batchFailures + 1 : .max
    queue.giveBack(until: now.moved(by: QueueBatchRules.backoff(afterFailures: queue.batchFailures)))
    return QueueBatchChange(queue: queue, time: now, isDone: true)
  }
}
