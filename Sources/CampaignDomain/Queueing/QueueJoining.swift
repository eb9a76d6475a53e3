/// Decides, call by call in order of arrival, who of a group joins the line of a campaign whose queue is locked: own
/// entry → own coupon → ended or closed → sold out (docs/contract.md, section 2; seed 001). A value: nobody has joined
/// before `change` is committed.
public struct QueueJoining: Sendable {
  /// The decision on one call.
  public enum Decision: Hashable, Sendable {
    /// The user's entry, a new one or the one that they have already, as it is in the queue that the group leaves.
    case entry(QueueEntryView)
    case refused(CampaignRefusal)
  }

  private let campaign: Campaign
  private let now: Timestamp
  private let holdings: CouponHoldings
  private var queue: CampaignQueue
  private var entries: [UserID: QueueEntry]
  private var joined: [QueueEntry] = []

  /// Begins a group at the database's time `now`. `entries` and `holdings` are those of the users of its calls.
  public init(
    _ campaign: Campaign, _ queue: CampaignQueue, at now: Timestamp, entries: [UserID: QueueEntry],
    holdings: CouponHoldings
  ) {
    self.campaign = campaign
    self.now = now
    self.holdings = holdings
    self.queue = queue
    self.entries = entries
  }

  /// The decision on the next call. `generator` makes the id of a new entry and must be a good source.
  public mutating func decide(_ user: UserID, using generator: inout some RandomNumberGenerator) -> Decision {
    if let decision = decideWithoutJoining(user) { return decision }
    if let coupon = ownCoupon(of: user) {
      return join(user, ticket: nil, state: .completed(coupon), using: &generator)
    }
    return join(user, ticket: queue.lastTicket + 1, state: .waiting, using: &generator)
  }

  /// The decision on a call that changes nothing; `nil`: the user would get a new entry, which only a locked queue can
  /// give.
  public func decideWithoutJoining(_ user: UserID) -> Decision? {
    let ownCoupon = ownCoupon(of: user)
    if let entry = entries[user] { return .entry(queue.view(of: entry, ownCoupon: ownCoupon)) }
    if ownCoupon != nil { return nil }
    if campaign.perUserLimit > 0, let holding = holdings.byUser[user], holding.count >= campaign.perUserLimit {
      return .refused(.userLimitReached(limit: campaign.perUserLimit))
    }
    return refusalOfNewcomers.map(Decision.refused)
  }

  /// The refusal of all who have neither an entry nor a coupon; `nil`: they join.
  public var refusalOfNewcomers: CampaignRefusal? {
    if campaign.isOver(at: now) { return .closed }
    guard campaign.remainingCoupons > 0, queue.lastTicket < CampaignQueue.tickets.upperBound else { return .soldOut }
    return nil
  }

  /// The coupon of a user, where it is good and all that the campaign gives them.
  private func ownCoupon(of user: UserID) -> Coupon? {
    campaign.perUserLimit == 1 ? holdings.byUser[user]?.ownCoupon : nil
  }

  /// The change that has to be saved; `nil`: nobody joined, and the transaction is rolled back.
  public var change: QueueJoinChange? { joined.isEmpty ? nil : QueueJoinChange(queue: queue, entries: joined) }

  private mutating func join(
    _ user: UserID, ticket: Int64?, state: QueueEntry.State, using generator: inout some RandomNumberGenerator
  ) -> Decision {
    if let ticket { queue.lastTicket = ticket } else { queue.completed += 1 }
    let entry = QueueEntry(
      requestID: .new(at: now, using: &generator), campaignID: campaign.id, userID: user, ticket: ticket, state: state,
      joinTime: now, updateTime: now)
    entries[user] = entry
    joined.append(entry)
    return .entry(queue.view(of: entry))
  }
}

/// New entries of a queue: saved whole or not at all.
public struct QueueJoinChange: Hashable, Sendable {
  /// The queue as it is once this is saved.
  public let queue: CampaignQueue
  /// The new entries, in the order of their tickets.
  public let entries: [QueueEntry]
}
