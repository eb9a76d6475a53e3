public import CampaignDomain

/// Sessions for the batches of queues.
public protocol QueueBatchDatabase: SessionPool where Session: QueueBatchSession {}

/// Serves the lines of campaigns. A claim: `lockLine` → the domain decides → `commitClaim` or `rollback`. A part of it
/// is an `IssueTransaction` that locks the line as well (`IssueQuery.locksLine`) and saves what was staged. Locks are
/// taken in one order: the campaign's, its line's, entries.
public protocol QueueBatchSession: IssueSession {
  /// The lines for which a batch is due by the database's clock, and the time until the next is.
  func queueAgenda(_ request: QueueAgendaRequest) throws(RepositoryError) -> QueueAgenda

  /// Opens a transaction, locks the line alone, and reads the clock and up to `retryLimit` entries that were set aside
  /// and are due, the longest due first. `lockTimeout`: the time for which the row is waited for; `nil`: not at all.
  /// Returns `nil` where somebody holds the row, or there is none; the transaction is open all the same.
  func lockLine(
    of id: CampaignID, lockTimeout: Duration?, retryLimit: Int
  ) throws(RepositoryError) -> LockedLine?

  /// Saves the line with a claim, reads the entries of its tickets that wait, in their order, and commits.
  func commitClaim(_ claim: QueueClaim, of queue: CampaignQueue) throws(RepositoryError) -> [QueuedEntry]

  /// Has the line and its entries saved with the next commit. A transaction that ends without one forgets it.
  func stage(_ change: QueueBatchChange)

  /// Removes up to `limit` entries of campaigns that were closed for longer than `retention` and whose line has nothing
  /// left to do, and the lines that have no entry any more.
  func pruneQueues(closedFor retention: Duration, limit: Int) throws(RepositoryError) -> PrunedEntries
}

/// The part of the queues' agenda that is read.
public struct QueueAgendaRequest: Hashable, Sendable {
  /// The most lines.
  public var limit: Int
  /// The campaigns left out: they could not be served, and wait.
  public var excluded: [CampaignID]

  /// Nothing is left out unless told.
  public init(limit: Int, excluded: [CampaignID] = []) {
    self.limit = limit
    self.excluded = excluded
  }
}

/// The work that queues make for the scheduler.
public struct QueueAgenda: Hashable, Sendable {
  /// The campaigns of lines that are due, the longest due first: there are entries to serve, to try again or to settle,
  /// no claim holds, and the campaign is neither paused nor before its start.
  public let due: [CampaignID]
  /// The time until another line is due; `nil`: none is within a day, but by what somebody does.
  public let untilNext: Duration?

  /// Made by a session.
  public init(due: [CampaignID], untilNext: Duration?) {
    self.due = due
    self.untilNext = untilNext
  }
}

/// A line whose row is locked.
public struct LockedLine: Sendable {
  /// The row as it stands while the lock is held.
  public let queue: CampaignQueue
  /// The database's clock, read after the lock was granted.
  public let now: Timestamp
  /// Entries that were set aside and are due.
  public let retries: [QueuedEntry]

  /// Made by a session.
  public init(queue: CampaignQueue, now: Timestamp, retries: [QueuedEntry]) {
    self.queue = queue
    self.now = now
    self.retries = retries
  }
}

/// The report of a removal of old entries.
public struct PrunedEntries: Hashable, Sendable {
  /// Entries that were removed.
  public let entryCount: Int
  /// True where there may be more.
  public let isCutShort: Bool

  /// Made by a session.
  public init(entryCount: Int, isCutShort: Bool) {
    self.entryCount = entryCount
    self.isCutShort = isCutShort
  }
}
