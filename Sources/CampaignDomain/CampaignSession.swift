/// One database connection, as the use cases see it: it blocks, belongs to one thread, and has at most one transaction
/// open. Everything that changes a campaign goes `lock` → the domain decides → `commit` or `rollback`.
public protocol CampaignSession {
  /// True where nothing more can be asked of it: its connection broke, or the database refused what only a new session can do.
  /// Where that ended work with `.unavailable` nothing was saved, and the same may be asked of another session.
  var isOver: Bool { get }

  /// Opens a READ COMMITTED transaction, locks the campaign's row (`SELECT … FOR UPDATE`), reads the clock by a
  /// statement of its own and then what the request asks for, all in one round trip; in none, when the commit before
  /// asked for it. Nil: no such campaign; the transaction is open all the same. `beforeWaiting` is run once, before the
  /// database is waited for, if it has to be: for work that need not be done while it has nothing to do.
  func lock(_ request: LockRequest, beforeWaiting: () -> Void) throws(RepositoryError) -> LockedCampaign?

  /// What a request asks for besides the row and the clock, read under the lock of the open transaction; where none is
  /// open, of what is committed.
  func read(_ request: LockRequest) throws(RepositoryError) -> (CouponHoldings, RecentHolders?)

  /// A look without a lock and without a transaction that stays open, in one snapshot: good for replays and refusals,
  /// never for an issue.
  func look(
    at id: CampaignID, users: [UserID], keys: [IdempotencyKey]
  ) throws(RepositoryError) -> LockedCampaign?

  /// The campaign, the clock and the holders of its coupons, in one snapshot. Nil: no such campaign. The holders of a
  /// campaign that issued more coupons than `holderLimit` are not read; 0 reads none.
  func survey(of id: CampaignID, holderLimit: Int) throws(RepositoryError) -> CampaignSurvey?

  /// Saves the campaign with a new stamp, its transitions and its coupons and commits, all in one round trip. Returns the
  /// campaign as it was saved. When it throws anything but `.outcomeUnknown`, nothing was saved and the transaction is over.
  ///
  /// `next` may be sent along, behind the COMMIT: the database then goes on without waiting for us, and the lock of the
  /// same request finds its answer on the way. Whoever passes it must lock it next, or roll back. `beforeWaiting` is run
  /// once, when all is sent, before the database is waited for.
  func commit(
    _ change: CampaignChange, andLock next: LockRequest?, beforeWaiting: () -> Void
  ) throws(RepositoryError) -> Campaign

  /// Ends the open transaction, if one is, and keeps nothing of it.
  func rollback() throws(RepositoryError)

  /// Opens a transaction, takes an id for a new campaign and reads the clock and the campaign that was created with
  /// `key`, if any. `behindAll`: the id is above all that campaigns have, should the database's sequence lie behind them.
  func beginCreation(key: IdempotencyKey?, behindAll: Bool) throws(RepositoryError) -> CreationSnapshot

  /// Saves a new campaign with its first stamp and its transitions and commits, all in one round trip. Returns the campaign
  /// as it was saved. `.idempotencyKeyTaken`: another creation with the draft's key came first; `.campaignIDTaken`: a
  /// campaign has the id already; the transaction is over.
  func commitCreation(_ change: CampaignChange, of draft: CampaignDraft) throws(RepositoryError) -> Campaign

  /// The campaign and up to `limit` of its coupons after `sequence`, in one snapshot. Nil: no such campaign.
  func page(
    of id: CampaignID, after sequence: Int64, limit: Int
  ) throws(RepositoryError) -> CampaignPage?

  /// Up to `limit` campaigns with ids below `id` (nil: from the newest), newest first.
  func campaigns(before id: CampaignID?, limit: Int) throws(RepositoryError) -> [ListedCampaign]

  /// Those of these ids that a campaign has, as it is committed at this moment.
  func existing(_ ids: [CampaignID]) throws(RepositoryError) -> Set<CampaignID>

  /// The campaigns whose start or end has come by the database's clock, and the time until the next event.
  func agenda(of event: CampaignEvent, _ request: AgendaRequest) throws(RepositoryError) -> CampaignAgenda
}

extension CampaignSession {
  /// Locks, with nothing to do meanwhile.
  public func lock(_ request: LockRequest) throws(RepositoryError) -> LockedCampaign? {
    try lock(request, beforeWaiting: {})
  }

  /// Saves and commits, with nothing behind it and nothing to do meanwhile.
  @discardableResult
  public func commit(_ change: CampaignChange) throws(RepositoryError) -> Campaign {
    try commit(change, andLock: nil, beforeWaiting: {})
  }
}

/// What a creation starts from.
public struct CreationSnapshot: Sendable {
  /// The id that the new campaign will have; unused, and a gap for ever, when nothing is created.
  public let id: CampaignID
  /// The database's clock, from which the spans of a draft are counted.
  public let now: Timestamp
  /// The campaign that this key created before, and the fingerprint of the request that did.
  public let earlier: (campaign: Campaign, fingerprint: String)?

  /// Made by a session. `earlier` is nil where the creation has no key or its key is new.
  public init(id: CampaignID, now: Timestamp, earlier: (campaign: Campaign, fingerprint: String)?) {
    self.id = id
    self.now = now
    self.earlier = earlier
  }
}

/// A campaign with some of its coupons, by sequence.
public struct CampaignPage: Sendable {
  /// As this snapshot has it: its counts agree with the coupons that this snapshot has.
  public let campaign: Campaign
  /// Committed ones only, by sequence, at most as many as were asked for.
  public let coupons: [Coupon]

  /// Made by a session; both must be of one snapshot.
  public init(campaign: Campaign, coupons: [Coupon]) {
    self.campaign = campaign
    self.coupons = coupons
  }
}
