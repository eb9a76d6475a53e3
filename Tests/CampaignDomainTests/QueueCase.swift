import SeededRandomness
import CampaignDomain
import Testing

extension CampaignQueue {
  /// The line of the sample campaign.
  static func sample(
    lastTicket: Int64 = 0, claimed: Int64 = 0, served: Int64 = 0, failedThrough: Int64 = 0, mark: Mark? = nil,
    settledThrough: Int64 = 0, completed: Int64 = 0, failed: Int64 = 0, setAside: Int64 = 0,
    nextBatchTime: Timestamp = .start, batchFailures: Int32 = 0, token: Int64 = 0, leaseEndTime: Timestamp? = nil,
    entriesPerHour: Int64? = nil
  ) -> CampaignQueue {
    CampaignQueue(
      campaignID: CampaignID(rawValue: 7), lastTicket: lastTicket, claimed: claimed, served: served,
      failedThrough: failedThrough, mark: mark, settledThrough: settledThrough, completed: completed, failed: failed,
      setAside: setAside, nextBatchTime: nextBatchTime, lastBatchTime: nil, batchFailures: batchFailures, token: token,
      leaseEndTime: leaseEndTime, entriesPerHour: entriesPerHour)
  }
}

extension QueuedEntry {
  static func sample(_ ticket: Int64, attempts: Int32 = 0) -> QueuedEntry {
    QueuedEntry(ticket: ticket, userID: .sample("u\(ticket)"), attempts: attempts)
  }
}

extension [QueuedEntry] {
  static func sample(_ tickets: ClosedRange<Int64>) -> [QueuedEntry] { tickets.map { .sample($0) } }
}

/// A campaign and its line, as one test changes them.
struct QueueCase {
  var campaign: Campaign
  var queue: CampaignQueue
  var now = Timestamp.start
  var rules = QueueBatchRules()
  var holdings = CouponHoldings()
  private var codes = CouponCodeReserve(SplitMix64(seed: 1))

  init(_ queue: CampaignQueue) { self.init(.sample(total: 1_000), queue) }

  init(_ campaign: Campaign, _ queue: CampaignQueue) {
    self.campaign = campaign
    self.queue = queue
  }

  /// Claims what is due.
  mutating func claim(retries: [QueuedEntry] = []) -> QueueClaim? { queue.claim(at: now, by: rules, retries: retries) }

  /// Claims what has to be due.
  mutating func take(retries: [QueuedEntry] = []) throws -> QueueClaim {
    let taken = claim(retries: retries)
    return try #require(taken)
  }

  /// Decides a part, and saves what was decided.
  @discardableResult
  mutating func serve(_ claim: QueueClaim, _ part: QueuePart) throws(QueueBatch.Fault) -> QueueBatchChange {
    var batch = try QueueBatch(claim, of: campaign, queue, at: now, holdings: holdings, by: rules)
    let change = try batch.decide(part, codes: &codes)
    queue = change.queue
    if let saved = change.campaign?.campaign { campaign = saved }
    return change
  }

  /// Decides all of a claim whose entries are those of its tickets, while those of some tickets err. Returns the last
  /// change.
  @discardableResult
  mutating func serve(_ claim: QueueClaim, erring: Set<Int64> = []) throws(QueueBatch.Fault) -> QueueBatchChange {
    let tickets = claim.ticketCount > 0 ? [QueuedEntry].sample(claim.after + 1...claim.through) : []
    var halving = QueueHalving(of: claim, entries: tickets)
    var last: QueueBatchChange?
    while let part = halving.next {
      if part.entries.contains(where: { erring.contains($0.ticket) }) {
        halving.failed(with: "poison")
        continue
      }
      let change = try serve(claim, part)
      halving.succeeded(isDone: change.isDone)
      last = change
    }
    guard let last else { throw .taken }
    return last
  }
}

extension QueueBatchChange {
  var completed: [Int64] {
    entries.compactMap { if case .completed = $0.state { $0.ticket } else { nil } }
  }

  func failed(_ failure: QueueFailure) -> [Int64] {
    entries.compactMap { $0.state == .failed(failure) ? $0.ticket : nil }
  }
}
