/// Decides a part of a claim under the locks of the campaign and of its line (issue "The waiting queue", "Batches" and
/// "Endings"; seed 001): entry by entry in the order of tickets, by the rules of IssueCoupon. A value: nothing is true
/// before `change` was committed.
public struct QueueBatch: Sendable {
  /// The reason why a batch can't go on, though its locks are there.
  public enum Fault: Error, Hashable, Sendable {
    /// Somebody else has taken the line since: nothing may be saved for this claim.
    case taken
    /// The campaign refuses what it refuses nobody of a line.
    case refusal(CampaignRefusal)
  }

  private let claim: QueueClaim
  private let rules: QueueBatchRules
  private let now: Timestamp
  private var queue: CampaignQueue
  private var issuance: Issuance
  private var entries: [QueueEntryChange] = []
  private var mark: CampaignQueue.Mark?

  /// Begins at the database's time `now`. `holdings` are those of the part's users.
  public init(
    _ claim: QueueClaim, of campaign: Campaign, _ queue: CampaignQueue, at now: Timestamp, holdings: CouponHoldings,
    by rules: QueueBatchRules, expecting count: Int = 1
  ) throws(Fault) {
    guard queue.token == claim.token else { throw .taken }
    self.claim = claim
    self.rules = rules
    self.now = now
    self.queue = queue
    issuance = Issuance(
      of: campaign, at: now, holdings: holdings, source: .queue, actor: "scheduler", expecting: count)
    entries.reserveCapacity(count)
  }

  /// Decides a part.
  public mutating func decide(_ part: QueuePart, codes: inout CouponCodeReserve) throws(Fault) -> QueueBatchChange {
    for erring in part.erring { fail(erring) }
    for entry in part.entries {
      switch issuance.decide(IssueRequest(user: entry.userID, key: nil), codes: &codes) {
      case .issued(let coupon): end(entry, issued(coupon), isRetry: part.through == nil)
      case .replayed(let coupon): end(entry, .completed(coupon), isRetry: part.through == nil)
      case .refused(.userLimitReached): end(entry, .failed(.userLimitReached), isRetry: part.through == nil)
      case .refused(.soldOut): return failLine(at: entry, of: part, .soldOut)
      case .refused(.closed): return failLine(at: entry, of: part, .campaignClosed)
      case .refused(.paused), .refused(.notStarted), .refused(.neverStarts):
        if part.through != nil { queue.served = max(queue.served, entry.ticket - 1) }
        queue.giveBack(until: now.moved(by: rules.interval))
        return change(isDone: true)
      case .refused(let refusal): throw .refusal(refusal)
      }
    }
    if let through = part.through { queue.served = max(queue.served, through) }
    // Nobody behind the one who took the last coupon gets any.
    if issuance.change != nil, issuance.campaign.remainingCoupons == 0 { failAllWaiting(.soldOut) }
    guard part.isLast || mark != nil else {
      queue.leaseEndTime = now.moved(by: rules.lease)
      return change(isDone: false)
    }
    if mark == nil { measure() }
    finish()
    return change(isDone: true)
  }

  // MARK: - Entries

  /// The state of an entry whose coupon was issued just now: some campaigns have a service that it is handed to.
  private func issued(_ coupon: Coupon) -> QueueEntry.State {
    issuance.campaign.deliveryURL == nil ? .completed(coupon) : .delivering(coupon)
  }

  private mutating func end(_ entry: QueuedEntry, _ state: QueueEntry.State, isRetry: Bool) {
    switch state {
    case .completed: queue.completed += 1
    case .delivering: queue.delivering += 1
    case .failed, .waiting, .setAside: queue.failed += 1
    }
    if isRetry { queue.setAside = max(0, queue.setAside - 1) }
    entries.append(QueueEntryChange(ticket: entry.ticket, state: state, attempts: entry.attempts, error: nil))
  }

  /// Sets an entry aside that erred alone, or gives it up.
  private mutating func fail(_ erring: ErringEntry) {
    let entry = erring.entry
    let attempts = entry.attempts < .max ? entry.attempts + 1 : .max
    let state: QueueEntry.State
    if attempts >= rules.maximumAttempts {
      state = .failed(.issueFailed)
      queue.failed += 1
      if erring.isRetry { queue.setAside = max(0, queue.setAside - 1) }
    } else {
      state = .setAside(nextAttemptTime: now.moved(by: QueueBatchRules.retryDelay(afterAttempts: attempts)))
      if !erring.isRetry { queue.setAside += 1 }
    }
    entries.append(QueueEntryChange(ticket: entry.ticket, state: state, attempts: attempts, error: erring.error))
  }

  // MARK: - The line

  /// Nobody from this entry on gets a coupon.
  private mutating func failLine(
    at entry: QueuedEntry, of part: QueuePart, _ failure: QueueFailure
  ) -> QueueBatchChange {
    if part.through == nil {
      end(entry, .failed(failure), isRetry: true)
    } else {
      queue.served = max(queue.served, entry.ticket - 1)
    }
    failAllWaiting(failure)
    // Others that were set aside are told at their own time.
    finish()
    return change(isDone: true)
  }

  /// Sets the mark. Entries behind it are settled later, in chunks; what is read of them says it at once.
  private mutating func failAllWaiting(_ failure: QueueFailure) {
    guard queue.lastTicket > queue.served else { return }
    let mark = CampaignQueue.Mark(failure: failure, time: now)
    queue.settledThrough = queue.served
    queue.failedThrough = queue.lastTicket
    queue.claimed = queue.lastTicket
    queue.served = queue.lastTicket
    queue.mark = mark
    self.mark = mark
  }

  private mutating func finish() {
    queue.leaseEndTime = nil
    queue.batchFailures = 0
    queue.lastBatchTime = now
    // Rows behind a mark are settled without a pause.
    queue.nextBatchTime = mark == nil ? now.moved(by: rules.interval) : now
  }

  /// Measures how fast the line moves. Only a whole batch tells: a smaller one took all that waited.
  private mutating func measure() {
    guard claim.ticketCount >= rules.size else { return }
    let time = rules.interval + max(.microseconds(1), now.duration(since: claim.time))
    let (seconds, attoseconds) = time.components
    let rate = Double(claim.ticketCount) * 3_600 / (Double(seconds) + Double(attoseconds) / 1e18)
    let smoothed = queue.entriesPerHour.map { Double($0) * 0.75 + rate * 0.25 } ?? rate
    queue.entriesPerHour = Int64(min(max(smoothed, 1), 1e15))
  }

  private func change(isDone: Bool) -> QueueBatchChange {
    var change = QueueBatchChange(queue: queue, time: now, isDone: isDone)
    change.entries = entries
    change.campaign = issuance.change
    change.mark = mark
    return change
  }
}
