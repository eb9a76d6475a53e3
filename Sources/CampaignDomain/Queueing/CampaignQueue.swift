/// The state of the line of one campaign (seed 001): who is where follows from it and a ticket, in constant time. A
/// value: nothing is true before it was committed.
///
///     0 ≤ settledThrough ≤ failedThrough ≤ served ≤ claimed ≤ lastTicket
///
/// Tickets up to `served` have ended or were set aside, those up to `claimed` are being issued, those behind wait.
public struct CampaignQueue: Hashable, Sendable {
  /// The end of a line that can't go on: all who waited then have failed, and stay so whatever comes back later.
  public struct Mark: Hashable, Sendable {
    /// SOLD_OUT or CAMPAIGN_CLOSED.
    public let failure: QueueFailure
    /// The database's clock when the line was failed.
    public let time: Timestamp

    /// A mark as it was saved.
    public init(failure: QueueFailure, time: Timestamp) {
      self.failure = failure
      self.time = time
    }
  }

  /// The tickets that the storage can hold; half of its numbers, so that sums stay within one.
  public static let tickets: ClosedRange<Int64> = 0...(1 << 62)

  /// The campaign whose line it is.
  public let campaignID: CampaignID
  /// The ticket that was drawn last; 0 before the first.
  public internal(set) var lastTicket: Int64 = 0
  /// Tickets up to it have been taken by a batch.
  public internal(set) var claimed: Int64 = 0
  /// Tickets up to it have ended or were set aside.
  public internal(set) var served: Int64 = 0
  /// Entries that wait with a ticket up to it have failed by the mark.
  public internal(set) var failedThrough: Int64 = 0
  /// The reason and the time; `nil`: no line was failed.
  public internal(set) var mark: Mark?
  /// Entries up to it that failed by the mark have it in their row.
  public internal(set) var settledThrough: Int64 = 0
  /// Entries that ended with a coupon.
  public internal(set) var completed: Int64 = 0
  /// Entries that ended without one, but for those of the mark that are not settled.
  public internal(set) var failed: Int64 = 0
  /// Entries whose place is passed and that are tried again.
  public internal(set) var setAside: Int64 = 0
  /// Entries whose coupon is on its way to the service of the campaign.
  public internal(set) var delivering: Int64 = 0
  /// The time from which on the next batch is due.
  public internal(set) var nextBatchTime: Timestamp
  /// The end of the last batch; `nil`: there was none.
  public internal(set) var lastBatchTime: Timestamp?
  /// Batches that failed one after the other.
  public internal(set) var batchFailures: Int32 = 0
  /// The fencing token: one more with each claim.
  public internal(set) var token: Int64 = 0
  /// The time until which the claim of the token holds; `nil`: there is none.
  public internal(set) var leaseEndTime: Timestamp?
  /// The measured speed in entries an hour; `nil`: not known.
  public internal(set) var entriesPerHour: Int64?

  /// A line that nobody has joined, whose first batch is due at `nextBatchTime`.
  public init(campaignID: CampaignID, nextBatchTime: Timestamp) {
    self.campaignID = campaignID
    self.nextBatchTime = nextBatchTime
  }

  /// Entries that wait.
  public var size: Int64 { lastTicket - claimed }
  /// Entries that are being issued, those that are tried again included, or delivered.
  public var processing: Int64 { claimed - served + setAside + delivering }
  /// Entries that failed, those of the mark that are not settled included.
  public var failedCount: Int64 { failed + failedThrough - settledThrough }
  /// True while there is anything left to do for a batch.
  public var isActive: Bool { served < lastTicket || setAside > 0 || settledThrough < failedThrough }
}

extension CampaignQueue {
  /// A line as it is saved. The numbers must be in the order that the type documents.
  public init(
    campaignID: CampaignID, lastTicket: Int64, claimed: Int64, served: Int64, failedThrough: Int64, mark: Mark?,
    settledThrough: Int64, completed: Int64, failed: Int64, setAside: Int64, delivering: Int64 = 0,
    nextBatchTime: Timestamp,
    lastBatchTime: Timestamp?, batchFailures: Int32, token: Int64, leaseEndTime: Timestamp?, entriesPerHour: Int64?
  ) {
    self.init(campaignID: campaignID, nextBatchTime: nextBatchTime)
    self.lastTicket = lastTicket
    self.claimed = claimed
    self.served = served
    self.failedThrough = failedThrough
    self.mark = mark
    self.settledThrough = settledThrough
    self.completed = completed
    self.failed = failed
    self.setAside = setAside
    self.delivering = delivering
    self.lastBatchTime = lastBatchTime
    self.batchFailures = batchFailures
    self.token = token
    self.leaseEndTime = leaseEndTime
    self.entriesPerHour = entriesPerHour
  }
}

extension CampaignQueue {
  /// The status of an entry of this line. `ownCoupon`: the user's own coupon of the campaign, where its limit is 1: who
  /// got one by another way, and has it still, has not failed by the mark.
  public func view(of entry: QueueEntry, ownCoupon: Coupon? = nil) -> QueueEntryView {
    switch entry.state {
    case .completed(let coupon):
      return QueueEntryView(entry: entry, status: .completed(coupon), updateTime: entry.updateTime)
    case .failed(let failure):
      return QueueEntryView(entry: entry, status: .failed(failure), updateTime: entry.updateTime)
    case .setAside, .delivering:
      return QueueEntryView(entry: entry, status: .processing, updateTime: entry.updateTime)
    case .waiting:
      let ticket = entry.ticket ?? 0
      if ticket <= failedThrough, let mark {
        let ownCoupon = ownCoupon.flatMap { $0.state.isIssued ? $0 : nil }
        let status = ownCoupon.map(QueueStatus.completed) ?? .failed(mark.failure)
        return QueueEntryView(entry: entry, status: status, updateTime: max(entry.updateTime, mark.time))
      }
      guard ticket > claimed else {
        return QueueEntryView(entry: entry, status: .processing, updateTime: entry.updateTime)
      }
      let position = ticket - claimed
      return QueueEntryView(
        entry: entry, status: .waiting(position: position, estimatedWait: estimatedWait(of: position)),
        updateTime: entry.updateTime)
    }
  }

  /// The time that a place in line takes at the measured speed.
  private func estimatedWait(of position: Int64) -> Duration? {
    guard let entriesPerHour, entriesPerHour > 0 else { return nil }
    return .milliseconds(Int64(min(Double(position) * 3_600_000 / Double(entriesPerHour), 1e15)))
  }
}
