/// A limited number of coupons, issued first come, first served from `startTime` on. A value: its methods return what
/// it becomes, and nothing is true before that was committed.
public struct Campaign: Hashable, Sendable {
  /// Given by the database; grows with each campaign, with gaps.
  public let id: CampaignID
  /// 1...200 Unicode scalars, kept as they were sent, not normalised.
  public let name: String
  /// 1...10,000,000; changes only before the first coupon is issued.
  public internal(set) var totalCoupons: Int64
  /// 0...totalCoupons
  public internal(set) var remainingCoupons: Int64
  /// The sequences that coupons can have, and 0. Half of what the storage holds: whoever adds one to another stays
  /// within a number.
  public static let sequences: ClosedRange<Int64> = 0...(1 << 62)

  /// The sequence of the coupon issued last, one of `sequences`; 0 before the first.
  public internal(set) var lastSequence: Int64
  /// Nothing is issued before it by the database's clock; at it, issuing begins. `nil`: it never starts by itself,
  /// which nobody can ask for and the database can say.
  public let startTime: Timestamp?
  /// `nil`: never ends.
  public let endTime: Timestamp?
  /// The coupons a user may have; 0: no limit.
  public let perUserLimit: Int32
  /// The state as it was saved: a start or an end may have come that nobody has recorded yet, see `isOver` and
  /// `isDueToOpen`.
  public internal(set) var state: CampaignState
  /// The time of the one transition from SCHEDULED to OPEN.
  public internal(set) var openedTime: Timestamp?
  /// The database's clock when it was created.
  public let createTime: Timestamp
  /// Coupons are issued through the queue alone.
  public let queueOnly: Bool
  /// The service that each coupon is handed to; `nil`: coupons are handed to nobody.
  public let deliveryURL: DeliveryURL?
  /// The save of the row that this is; a change has that of the row it began with until it is saved.
  public internal(set) var stamp: RowStamp

  /// A campaign as it was saved. Use `CampaignDraft` for a new one.
  public init(
    id: CampaignID, name: String, totalCoupons: Int64, remainingCoupons: Int64, lastSequence: Int64,
    startTime: Timestamp?, endTime: Timestamp?, perUserLimit: Int32, state: CampaignState, openedTime: Timestamp?,
    createTime: Timestamp, queueOnly: Bool = false, deliveryURL: DeliveryURL? = nil,
    stamp: RowStamp = RowStamp()
  ) {
    self.id = id
    self.name = name
    self.totalCoupons = totalCoupons
    self.remainingCoupons = remainingCoupons
    self.lastSequence = lastSequence
    self.startTime = startTime
    self.endTime = endTime
    self.perUserLimit = perUserLimit
    self.state = state
    self.openedTime = openedTime
    self.createTime = createTime
    self.queueOnly = queueOnly
    self.deliveryURL = deliveryURL
    self.stamp = stamp
  }

  /// The campaign as its row has it once it is saved with this stamp.
  public func saved(as stamp: RowStamp) -> Campaign {
    var campaign = self
    campaign.stamp = stamp
    return campaign
  }

  /// True when a row that was seen like this may have become `later` by what servers do: coupons are issued, and none
  /// is lost.
  public func mayHaveBecome(_ later: Campaign) -> Bool {
    id == later.id && stamp.history == later.stamp.history && lastSequence <= later.lastSequence
  }

  /// With a limit of 1 the user is the key: whatever idempotency key a call has says nothing more.
  public var ignoresKeys: Bool { perUserLimit == 1 }

  /// Coupons that are out and not taken back.
  public var issuedCoupons: Int64 { totalCoupons - remainingCoupons }

  /// True when the sale is over at `time`: closed, or past its end though nobody has closed it yet.
  public func isOver(at time: Timestamp) -> Bool {
    if state == .closed { return true }
    guard let endTime else { return false }
    return time >= endTime
  }

  /// True when it waits to be opened and its start has come.
  public func isDueToOpen(at time: Timestamp) -> Bool {
    guard let startTime else { return false }
    return state == .scheduled && time >= startTime && !isOver(at: time)
  }

  /// The reason why it issues nothing at `time`, before its start.
  func notStarted(at time: Timestamp) -> CampaignRefusal {
    guard let startTime else { return .neverStarts }
    return .notStarted(startTime: startTime, timeLeft: startTime.duration(since: time))
  }

  /// The time that is recorded of something that happens now. A clock that was set back would put it before the
  /// opening.
  func recordedTime(_ now: Timestamp) -> Timestamp {
    max(now, openedTime ?? now)
  }
}
