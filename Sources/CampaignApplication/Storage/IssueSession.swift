public import CampaignDomain

/// Sessions for issuing, and for whoever else changes a campaign.
public protocol IssueDatabase: SessionPool where Session: IssueSession {}

/// Changes campaigns: `lock` → the domain decides → `commit` or `rollback`.
public protocol IssueSession: StorageSession {
  /// Opens a transaction, locks the campaign, and then reads its row, the clock and what the query asks for; nobody
  /// else changes the campaign before the transaction ends. `nil`: no such campaign; the transaction is open all the
  /// same. `beforeWaiting` is run once, before the storage is waited for, if it has to be: for work that need not be
  /// done while the storage has nothing to do.
  func lock(_ query: IssueQuery, beforeWaiting: () -> Void) throws(RepositoryError) -> IssueBasis?

  /// Reads what a query asks for besides the row and the clock, under the lock of the open transaction; where none is
  /// open, of what is committed.
  func read(_ query: IssueQuery) throws(RepositoryError) -> (CouponHoldings, RecentHolders?)

  /// Opens a transaction, locks those of several campaigns that nobody else holds, in ascending order of their ids, and
  /// waits for none of them; then reads, for each, its row, the clock, and what its query asks for. One basis a query,
  /// in their order; `nil`: somebody holds the campaign, or there is none. Their `lockTimeout` says nothing here.
  func lockFree(_ queries: [IssueQuery], beforeWaiting: () -> Void) throws(RepositoryError) -> [IssueBasis?]

  /// The same as `read` for each of several queries, in their order.
  func read(_ queries: [IssueQuery]) throws(RepositoryError) -> [(CouponHoldings, RecentHolders?)]

  /// A look without a lock and without a transaction that stays open, in one snapshot: good for replays and refusals,
  /// never for an issue.
  func look(
    at id: CampaignID, users: [UserID], keys: [IdempotencyKey]
  ) throws(RepositoryError) -> IssueBasis?

  /// Saves the campaign with a new stamp, its transitions and its coupons, commits, and tells others of the campaign if
  /// the change is to be announced (`CampaignChange.isAnnounced`). Returns the campaign as it was saved. When it throws
  /// anything but `.outcomeUnknown`, nothing was saved and the transaction is over.
  ///
  /// `next` is what will be locked next: a storage that can begins with that at once, so that it need not wait for us.
  /// Whoever passes it must lock it next, or roll back. `beforeWaiting` is run once, when all is on its way, before the
  /// storage is waited for.
  func commit(
    _ change: CampaignChange, andLock next: IssueQuery?, beforeWaiting: () -> Void
  ) throws(RepositoryError) -> Campaign

  /// Saves coupons of several campaigns, all of them or none, each campaign as `commit` does for one; it may have
  /// opened. Returns the campaigns as they were saved, in the order of the changes.
  func commit(
    _ changes: [CampaignChange], beforeWaiting: () -> Void
  ) throws(RepositoryError) -> [Campaign]
}

extension IssueSession {
  /// Locks, with nothing to do meanwhile.
  public func lock(_ query: IssueQuery) throws(RepositoryError) -> IssueBasis? {
    try lock(query, beforeWaiting: {})
  }

  /// Saves and commits, with nothing behind it and nothing to do meanwhile.
  @discardableResult
  public func commit(_ change: CampaignChange) throws(RepositoryError) -> Campaign {
    try commit(change, andLock: nil, beforeWaiting: {})
  }
}

extension CampaignChange {
  /// True when other servers and schedulers are told once this is committed: a start or an end may have come nearer,
  /// and what a server refuses from memory may be over. A caller who waits for a start looks at the clock and needs no
  /// word of it: at an opening nobody waits for what telling costs (PostgreSQL takes a lock of the whole cluster for
  /// it), and nobody is woken.
  public var isAnnounced: Bool {
    transitions.contains { !($0.from == .scheduled && $0.to == .open) }
  }
}
