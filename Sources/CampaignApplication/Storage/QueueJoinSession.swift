public import CampaignDomain

/// Sessions for joining lines, and for resets of entries.
public protocol QueueJoinDatabase: SessionPool where Session: QueueJoinSession {}

/// Changes entries of lines: lock → the domain decides → commit or `rollback`. The campaign's row is not locked: who
/// issues coupons doesn't wait for those who join.
public protocol QueueJoinSession: StorageSession {
  /// Opens a transaction, locks the campaign's line, which is made where there is none yet, and reads what is committed
  /// then; nobody else changes the line before the transaction ends. `work` is done once, while the storage is about
  /// it. `nil`: no such campaign; the transaction is open all the same.
  func lockQueue(_ query: QueueQuery, doingMeanwhile work: () -> Void) throws(RepositoryError) -> QueueBasis?

  /// The same without a lock and without a transaction that stays open, in one snapshot: good for entries that exist
  /// and for refusals, never for a new entry. A campaign without a line has one that nobody has joined.
  func lookAtQueue(
    _ query: QueueQuery, doingMeanwhile work: () -> Void
  ) throws(RepositoryError) -> Held<QueueBasis>?

  /// Saves the new entries and those numbers of the line that a join changes, and commits. Returns the hold on it;
  /// `nil`: it may be told. When it throws anything but `.outcomeUnknown` nothing was saved and the transaction is
  /// over.
  func commitJoins(
    _ change: QueueJoinChange, releasing release: LockRelease
  ) throws(RepositoryError) -> Hold?

  /// Saves the end of an entry, and commits synchronously.
  func commitReset(_ reset: QueueEntryReset) throws(RepositoryError)
}

extension QueueJoinSession {
  /// Locks, with nothing to do meanwhile.
  public func lockQueue(_ query: QueueQuery) throws(RepositoryError) -> QueueBasis? {
    try lockQueue(query, doingMeanwhile: {})
  }

  /// Looks, with nothing to do meanwhile.
  public func lookAtQueue(_ query: QueueQuery) throws(RepositoryError) -> Held<QueueBasis>? {
    try lookAtQueue(query, doingMeanwhile: {})
  }
}

/// The request for what is read of a campaign's line.
public struct QueueQuery: Hashable, Sendable {
  /// The campaign whose line it is.
  public var campaignID: CampaignID
  /// The users whose entries and coupons are read.
  public var users: [UserID]

  /// A request about these users.
  public init(_ campaignID: CampaignID, users: [UserID]) {
    self.campaignID = campaignID
    self.users = users
  }
}

/// All that a decision about joins needs: read under the lock of the line, or in the snapshot of a look.
public struct QueueBasis: Sendable {
  /// The row as it was committed; nobody locked it.
  public let campaign: Campaign
  /// The line.
  public let queue: CampaignQueue
  /// The database's clock, read after the lock was granted.
  public let now: Timestamp
  /// The entries that the users of the query have, but for those that were reset.
  public let entries: [UserID: QueueEntry]
  /// The coupons that they have.
  public let holdings: CouponHoldings

  /// Made by a session; all must have been read under the same lock, or in the same look.
  public init(
    campaign: Campaign, queue: CampaignQueue, now: Timestamp, entries: [UserID: QueueEntry], holdings: CouponHoldings
  ) {
    self.campaign = campaign
    self.queue = queue
    self.now = now
    self.entries = entries
    self.holdings = holdings
  }
}

extension QueueBasis {
  /// The coupon of a user, where it is good and all that the campaign gives them.
  func ownCoupon(of user: UserID) -> Coupon? {
    campaign.perUserLimit == 1 ? holdings.byUser[user]?.ownCoupon : nil
  }
}

extension QueueJoining {
  /// Begins a group.
  init(_ basis: QueueBasis) {
    self.init(basis.campaign, basis.queue, at: basis.now, entries: basis.entries, holdings: basis.holdings)
  }
}

extension QueueBasis {
  /// The rows that it follows from.
  package var heldRows: [HeldRow] {
    [.campaign(campaign), .line(queue)] + entries.values.map { .entry($0) }
  }
}
