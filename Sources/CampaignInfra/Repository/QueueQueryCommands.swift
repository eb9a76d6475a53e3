import CampaignApplication
import CampaignDomain

/// The commands that answer a query about a line, and where their answers are.
struct QueueQueryCommands {
  /// The way in which the line is read.
  enum Mode {
    /// A transaction begins with its lock.
    case lock
    /// In a transaction that is open it is made where there is none yet, and locked.
    case make
    /// A look, in a transaction of its own.
    case look
  }

  let query: QueueQuery
  private(set) var batch = PostgresBatch()
  private let queue: PostgresBatch.Place
  private let clock: PostgresBatch.Place
  private let campaign: PostgresBatch.Place
  private let entries: PostgresBatch.Place
  private let coupons: PostgresBatch.Place

  /// Under READ COMMITTED each statement sees what was committed when it began, and those behind the locking SELECT
  /// begin with the lock held; a look is one snapshot.
  init(_ query: QueueQuery, _ mode: Mode) {
    self.query = query
    let id = query.campaignID.rawValue
    let users = query.users.map(\.text)
    switch mode {
    case .lock: batch.add(CampaignStatements.begin)
    case .make: batch.add(QueueJoinStatements.make, id)
    case .look: batch.add(CampaignStatements.beginRead)
    }
    queue = batch.add(mode == .look ? QueueJoinStatements.find : QueueJoinStatements.lock, id)
    clock = batch.add(CampaignStatements.clock)
    campaign = batch.add(CampaignStatements.find, id)
    entries = batch.add(QueueJoinStatements.entriesOfUsers) {
      $0.append(id)
      $0.append(users)
    }
    coupons = batch.add(CouponStatements.heldByUsers) {
      $0.append(id)
      $0.append(users)
    }
    if mode == .look { batch.add(CampaignStatements.commit) }
  }

  /// The answer, or what is missing for it.
  enum Answer {
    case noCampaign
    /// Nobody has joined yet.
    case noQueue(QueueBasis)
    case basis(QueueBasis)
  }

  /// `time` reads the clock.
  func answer(
    _ results: PostgresBatchResults, readingClock time: (PostgresResult) throws(PostgresError) -> Timestamp
  ) throws(PostgresError) -> Answer {
    let now = try time(results[clock])
    guard try results[campaign].rowCount == 1 else { return .noCampaign }
    let hasQueue = try results[queue].rowCount == 1
    let basis = QueueBasis(
      campaign: try CampaignRow.read(results[campaign], 0),
      queue: hasQueue
        ? try QueueRow.read(results[queue], 0) : CampaignQueue(campaignID: query.campaignID, nextBatchTime: now),
      now: now, entries: try readEntries(results[entries]),
      holdings: CouponHoldings(byUser: try CouponRow.holdings(results[coupons])))
    return hasQueue ? .basis(basis) : .noQueue(basis)
  }

  private func readEntries(_ result: PostgresResult) throws(PostgresError) -> [UserID: QueueEntry] {
    var entries: [UserID: QueueEntry] = [:]
    for row in 0..<result.rowCount {
      let entry = try QueueEntryRow.read(result, row).entry
      entries[entry.userID] = entry
    }
    return entries
  }
}
