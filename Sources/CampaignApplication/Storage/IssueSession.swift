public import CampaignDomain

/// Sessions for issuing, and for all else that changes a campaign.
public protocol IssueDatabase: SessionPool where Session: IssueSession {}

/// Changes campaigns: lock → the domain decides → commit or `rollback`. Work that takes a while is sent, and then
/// received: between both the caller works while the storage does.
public protocol IssueSession: StorageSession {
  /// Begins to open a transaction, to lock the campaign, and then to read its row, the clock and what the query asks
  /// for. Nothing is done where a commit sent this lock along.
  func sendLock(_ query: IssueQuery) throws(RepositoryError)

  /// True where the answer to what was sent is here already: nobody would wait for it.
  var isAnswered: Bool { get }

  /// Waits for the lock that was sent; nobody else changes the campaign before the transaction ends. `nil`: no such
  /// campaign; the transaction is open all the same.
  func receiveLock() throws(RepositoryError) -> IssueBasis?

  /// Reads what a query asks for besides the row and the clock, under the lock of the open transaction; where none is
  /// open, of what is committed.
  func read(_ query: IssueQuery) throws(RepositoryError) -> (CouponHoldings, RecentHolders?)

  /// Begins to open a transaction, to lock those of several campaigns that nobody else holds, in ascending order of
  /// their ids, and to read, for each, its row, the clock, and what its query asks for. None of them is waited for:
  /// their `lockTimeout` says nothing here.
  func sendLocks(ofFree queries: [IssueQuery]) throws(RepositoryError)

  /// Waits for the locks that were sent. One basis a query, in their order; `nil`: somebody holds the campaign, or
  /// there is none.
  func receiveLocks() throws(RepositoryError) -> [IssueBasis?]

  /// The same as `read` for each of several queries, in their order.
  func read(_ queries: [IssueQuery]) throws(RepositoryError) -> [(CouponHoldings, RecentHolders?)]

  /// A look without a lock and without a transaction that stays open, in one snapshot: good for replays and refusals,
  /// never for an issue.
  func look(
    at id: CampaignID, users: [UserID], keys: [IdempotencyKey]
  ) throws(RepositoryError) -> Held<IssueBasis>?

  /// Begins to save the campaign with a new stamp, its transitions and its coupons, to commit, and to tell others of
  /// the campaign if the change is to be announced (`CampaignChange.isAnnounced`).
  ///
  /// `next` is what will be locked next: a storage that can begins with that at once, so that it need not wait for us.
  /// The caller must lock it next, or roll back.
  func sendCommit(
    _ change: CampaignChange, andLock next: IssueQuery?, releasing release: LockRelease
  ) throws(RepositoryError)

  /// Begins to save coupons of several campaigns, all of them or none, each campaign as for one alone; it may have
  /// opened. None: what else the transaction did is committed.
  func sendCommit(_ changes: [CampaignChange], releasing release: LockRelease) throws(RepositoryError)

  /// Waits for the commit that was sent, and returns the campaigns as they were saved, in the order of the changes,
  /// held where the locks were released early. When it throws anything but `.outcomeUnknown`, or sending did, nothing
  /// was saved and the transaction is over.
  func receiveCommit() throws(RepositoryError) -> Held<[Campaign]>
}

/// The moment at which a transaction that commits gives its locks back.
public enum LockRelease: Sendable {
  /// Nobody sees what it saved before no crash can take it back.
  case whenDurable
  /// At once: others go on from what it saved, and nobody is told of it before a gate says so. A session whose gate has
  /// no connection does the other.
  case early
}

extension IssueSession {
  /// Locks, with nothing to do meanwhile.
  public func lock(_ query: IssueQuery) throws(RepositoryError) -> IssueBasis? {
    try sendLock(query)
    return try receiveLock()
  }

  /// Saves and commits synchronously, with nothing to do meanwhile.
  @discardableResult
  public func commit(
    _ change: CampaignChange, andLock next: IssueQuery? = nil
  ) throws(RepositoryError) -> Campaign {
    try sendCommit(change, andLock: next, releasing: .whenDurable)
    guard let saved = try receiveCommit().beforeDurable.first else { throw .fault("a commit without a campaign") }
    return saved
  }
}

extension CampaignChange {
  /// True when other servers and schedulers are told once this is committed: stock came back, or a start or an end may
  /// have come nearer, and what a server refuses from memory may be over. A caller who waits for a start looks at the
  /// clock and needs no word of it: at an opening nobody waits for what telling costs (a lock that all transactions
  /// share, in some storages), and nobody is woken.
  public var isAnnounced: Bool {
    isStockChanged || revocations.contains(where: \.returnsStock)
      || transitions.contains { !($0.from == .scheduled && $0.to == .open) }
  }
}
