public import CampaignDomain

/// Sessions for compensations.
public protocol CompensationDatabase: SessionPool where Session: CompensationSession {}

/// Tries compensations. A claim: `lockDueCompensations` → the domain decides → `commitClaims` or `rollback`. An
/// outcome: the campaign's lock where its stock or a coupon changes → `lockCompensation` → the domain decides → `stage`
/// → commit. Locks are taken in one order: the campaign's row, coupons, compensations.
public protocol CompensationSession: IssueSession, CompensationReadingSession {
  /// Opens a transaction, locks compensations that are due by the database's clock and whose row nobody holds, the
  /// longest due first, and reads the clock. The transaction is open where there are none, too.
  func lockDueCompensations(_ request: CompensationAgendaRequest) throws(RepositoryError) -> LockedCompensations

  /// Saves compensations that are locked, and commits.
  func commitClaims(_ claimed: [Compensation]) throws(RepositoryError)

  /// Locks a compensation in the open transaction, or in one that it opens, and then reads the clock. `nil`: there is
  /// none of this number; the transaction is open all the same.
  func lockCompensation(_ id: Int64) throws(RepositoryError) -> LockedCompensation?

  /// The coupon of a sequence, as the open transaction sees it; `nil`: there is none.
  func coupon(_ sequence: Int64, of id: CampaignID) throws(RepositoryError) -> Coupon?

  /// Has the compensation saved with the next commit. A transaction that ends without one forgets it.
  func stage(_ compensation: Compensation)

  /// Removes up to `limit` compensations that were done, or given up by an admin, longer ago than `retention`. Returns
  /// the number of those that were.
  func pruneCompensations(endedFor retention: Duration, limit: Int) throws(RepositoryError) -> Int
}

/// The part of what is due that is locked.
public struct CompensationAgendaRequest: Hashable, Sendable {
  /// The most compensations.
  public var limit: Int
  /// The most compensations of one campaign.
  public var campaignLimit: Int
  /// The campaigns left out: as many of theirs as may be are under way.
  public var excludedCampaigns: [CampaignID]
  /// The compensations left out: their rows can't be read.
  public var excluded: [Int64]

  /// Nothing is left out unless told.
  public init(limit: Int, campaignLimit: Int, excludedCampaigns: [CampaignID] = [], excluded: [Int64] = []) {
    self.limit = limit
    self.campaignLimit = campaignLimit
    self.excludedCampaigns = excludedCampaigns
    self.excluded = excluded
  }
}

/// Compensations whose rows are locked.
public struct LockedCompensations: Sendable {
  /// The longest due first.
  public let rows: [FoundRow<Int64, Compensation>]
  /// The database's clock, read after the locks were granted.
  public let now: Timestamp

  /// Made by a session.
  public init(rows: [FoundRow<Int64, Compensation>], now: Timestamp) {
    self.rows = rows
    self.now = now
  }
}

/// A compensation whose row is locked.
public struct LockedCompensation: Sendable {
  /// The row as it stands while the lock is held.
  public let compensation: Compensation
  /// The database's clock, read after the lock was granted.
  public let now: Timestamp

  /// Made by a session.
  public init(_ compensation: Compensation, now: Timestamp) {
    self.compensation = compensation
    self.now = now
  }
}
