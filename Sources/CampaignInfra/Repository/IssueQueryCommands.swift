import CampaignApplication
import CampaignDomain

/// The commands that answer a query, and where their answers are.
struct IssueQueryCommands {
  let query: IssueQuery
  private(set) var batch: PostgresBatch
  private var row: PostgresBatch.Place?
  private var line: PostgresBatch.Place?
  private var clock: PostgresBatch.Place?
  private var recentHolders: PostgresBatch.Place?
  private var byUser: PostgresBatch.Place?
  private var byKey: PostgresBatch.Place?

  /// Reads what the query asks for besides the row and the clock.
  init(reading query: IssueQuery) {
    self.query = query
    batch = PostgresBatch()
    addQuestions()
  }

  /// The same behind the other commands of a batch, where the answers are, too.
  init(reading query: IssueQuery, in shared: inout PostgresBatch) {
    self.query = query
    batch = PostgresBatch()
    swap(&batch, &shared)
    addQuestions()
    swap(&batch, &shared)
  }

  /// Begins a transaction and locks the row. Under READ COMMITTED each statement sees what was committed when it began,
  /// and those behind the locking SELECT begin with the lock held.
  init(locking query: IssueQuery) {
    self.query = query
    batch = PostgresBatch()
    batch.add(CampaignStatements.begin)
    if let limit = query.lockTimeout { batch.addLockTimeout(limit) }
    row = batch.add(CampaignStatements.lock, query.campaignID.rawValue)
    if query.locksLine { line = batch.add(QueueBatchStatements.lock, query.campaignID.rawValue) }
    clock = batch.add(CampaignStatements.clock)
    addQuestions()
  }

  /// Reads the row and what the query asks for, in a transaction of their own.
  init(lookingAt query: IssueQuery) {
    self.query = query
    batch = PostgresBatch()
    batch.add(CampaignStatements.beginRead)
    row = batch.add(CampaignStatements.find, query.campaignID.rawValue)
    clock = batch.add(CampaignStatements.clock)
    addQuestions()
    batch.add(CampaignStatements.commit)
  }

  private mutating func addQuestions() {
    let query = query
    let id = query.campaignID.rawValue
    if let sequence = query.holdersFrom {
      recentHolders = batch.addRecentHolders(of: query.campaignID, from: sequence)
    }
    if !query.users.isEmpty {
      byUser = batch.add(CouponStatements.heldByUsers) {
        $0.append(id)
        $0.append(query.users.map(\.text))
      }
    }
    if !query.keys.isEmpty {
      byKey = batch.add(CouponStatements.heldByKeys) {
        $0.append(id)
        $0.append(query.keys.map(\.text))
      }
    }
  }

  /// The basis of a decision; `nil`: there is no such campaign. `time` reads the clock.
  func basis(
    _ results: PostgresBatchResults, readingClock time: (PostgresResult) throws(PostgresError) -> Timestamp
  ) throws(PostgresError) -> IssueBasis? {
    guard let row, let clock else { return nil }
    let now = try time(results[clock])
    guard try results[row].rowCount == 1 else { return nil }
    let (holdings, recentHolders) = try answers(results)
    return IssueBasis(
      campaign: try CampaignRow.read(results[row], 0), now: now, holdings: holdings, recentHolders: recentHolders,
      line: try readLine(results))
  }

  private func readLine(_ results: PostgresBatchResults) throws(PostgresError) -> CampaignQueue? {
    guard let line, try results[line].rowCount == 1 else { return nil }
    return try QueueRow.read(results[line], 0)
  }

  /// The answers that the query asked for besides the row and the clock.
  func answers(_ results: PostgresBatchResults) throws(PostgresError) -> (CouponHoldings, RecentHolders?) {
    var holdings = CouponHoldings()
    if let byUser { holdings.byUser = try CouponRow.holdings(results[byUser]) }
    if let byKey { holdings.byKey = try CouponRow.keyedCoupons(results[byKey]) }
    guard let recentHolders, let sequence = query.holdersFrom else { return (holdings, nil) }
    return (holdings, try CouponRow.recentHolders(results[recentHolders], from: sequence))
  }
}

extension PostgresBatch {
  /// Waits so long for each lock of the transaction, in whole milliseconds.
  mutating func addLockTimeout(_ limit: Duration) {
    // Zero would be no limit at all.
    add(CampaignStatements.lockTimeout) { $0.append("\(max(1, limit.milliseconds))ms") }
  }

  /// Reads who was issued a coupon from a sequence on.
  mutating func addRecentHolders(of id: CampaignID, from sequence: Int64) -> Place {
    add(CouponStatements.recentHolders) {
      $0.append(id.rawValue)
      $0.append(sequence)
      $0.append(Int64(IssueQuery.maximumRecentHolders))
    }
  }
}
