public import CampaignApplication
public import CampaignDomain

/// A session on one PostgreSQL connection, whose statements are prepared.
public final class PostgresCampaignSession: IssueSession, CreationSession, ReadingSession, AgendaSession {
  let connection: PostgresConnection
  let responseTimeout: Duration
  /// The lock that was sent behind a COMMIT and whose answer nobody has taken yet.
  var awaitedLock: IssueQuery?
  /// It did what it should at least once.
  var isProved = false
  /// For the stamps of the rows that are saved.
  var numbers = KernelRandomNumbers()
  /// The sequence of transitions' ids was seen to lie behind the rows.
  private(set) var isTransitionSequenceBehind = false

  /// Connects and prepares every statement. `readOnlyReport` is what the server's version has, unless told.
  init(_ configuration: PostgresConfiguration, readOnlyReport: ReadOnlyReport? = nil) throws(PostgresError) {
    connection = try configuration.connect()
    responseTimeout = configuration.responseTimeout
    // A pooler may give us a server on which somebody else prepared statements of the same names.
    try connection.run(script: "DEALLOCATE ALL; \(PlannerSettings.script)", within: responseTimeout)
    try connection.begin(configuration, report: readOnlyReport)
    let clock = CampaignStatements.clock(asking: connection.readOnlyReport)
    try connection.prepare(
      [clock] + CampaignStatements.all + AgendaStatements.all + CouponStatements.all, within: responseTimeout)
  }

  /// True where nothing more can be asked of it: its connection is lost.
  public var isOver: Bool { connection.isLost }

  /// The database's clock, of the result of `CampaignStatements.clock`. Throws, and ends the session, where that says, too,
  /// that the server takes no changes.
  func clock(_ result: PostgresResult) throws(PostgresError) -> Timestamp {
    if connection.readOnlyReport == .asked { try connection.endIfReadOnly(result.int32(0, 1)) }
    return try result.timestamp(0, 0)
  }

  /// Whether it can serve once more; ends a transaction that a failed use case left open.
  func isReusable() -> Bool {
    if connection.isIdle { return true }
    guard !connection.isLost else { return false }
    try? rollback()
    return connection.isIdle
  }

  public func rollback() throws(RepositoryError) {
    if connection.isAwaitingResults {
      // A lock that nobody wants any more: granted or not, it goes with the transaction.
      awaitedLock = nil
      _ = try? connection.results(within: responseTimeout)
    }
    guard !connection.isLost, !connection.isIdle else { return }
    _ = try read([PostgresCommand(CampaignStatements.rollback)])
  }

  public func campaigns(before id: CampaignID?, limit: Int) throws(RepositoryError) -> [ListedCampaign] {
    let results = try read([
      PostgresCommand(CampaignStatements.list) {
        $0.append(id?.rawValue ?? Int64.max)
        $0.append(Int64(limit))
      }
    ])
    return try interpret { () throws(PostgresError) in
      try results[0].rows { (result, row) throws(PostgresError) in try CampaignRow.list(result, row) }
    }
  }

  public func existing(_ ids: [CampaignID]) throws(RepositoryError) -> Set<CampaignID> {
    let results = try read([PostgresCommand(CampaignStatements.existing) { $0.append(ids.map(\.rawValue)) }])
    return try interpret { () throws(PostgresError) in Set(try Self.ids(results[0])) }
  }

  public func page(of id: CampaignID, after sequence: Int64, limit: Int) throws(RepositoryError) -> CampaignPage? {
    var commands = [
      PostgresCommand(CampaignStatements.beginRead),
      PostgresCommand(CampaignStatements.find) { $0.append(id.rawValue) },
    ]
    if limit > 0 {
      commands.append(
        PostgresCommand(CouponStatements.page) {
          $0.append(id.rawValue)
          $0.append(sequence)
          $0.append(Int64(limit))
        })
    }
    commands.append(PostgresCommand(CampaignStatements.commit))
    let results = try read(commands)
    return try interpret { () throws(PostgresError) in
      guard results[1].rowCount == 1 else { return nil }
      let campaign = try CampaignRow.read(results[1], 0)
      guard limit > 0 else { return CampaignPage(campaign: campaign, coupons: []) }
      let coupons = try results[2].rows { (result, row) throws(PostgresError) in try CouponRow.read(result, row) }
      return CampaignPage(campaign: campaign, coupons: coupons)
    }
  }

  /// Runs commands that save nothing.
  func read(_ commands: [PostgresCommand]) throws(RepositoryError) -> [PostgresResult] {
    try attempt(at: .beforeCommit) { () throws(PostgresError) in
      try connection.pipeline(commands, within: responseTimeout)
    }
  }

  /// Runs one step and maps its error.
  func attempt<Value>(
    at step: TransactionStep, _ body: () throws(PostgresError) -> Value
  ) throws(RepositoryError) -> Value {
    do throws(PostgresError) { return try body() } catch { throw RepositoryError(error, at: step) }
  }

  /// Runs commands that save something, and COMMIT behind them; behind that `next`, whose results are not waited for.
  /// When it throws, the transaction is over, unless the connection is.
  func saveAndCommit(
    _ commands: [PostgresCommand], andLock next: (request: IssueQuery, commands: [PostgresCommand])? = nil,
    isSoon: Bool = true, beforeWaiting: () -> Void = {}
  ) throws(RepositoryError) {
    do throws(PostgresError) {
      try connection.send(commands + [PostgresCommand(CampaignStatements.commit)])
      if let next {
        awaitedLock = next.request
        // Should it fail, the connection is lost, and so is the answer to the COMMIT that went before it.
        try? connection.send(next.commands)
      }
      _ = try connection.results(
        within: responseTimeout, isSoon: isSoon, isSaved: true, beforeWaiting: beforeWaiting)
    } catch {
      try? rollback()
      let failure = RepositoryError(error, at: .commit(commitIndex: commands.count))
      if failure == .transitionIDTaken { isTransitionSequenceBehind = true }
      throw failure
    }
  }

  /// Makes values of results; a result that doesn't fit is our own fault.
  func interpret<Value>(_ body: () throws(PostgresError) -> Value) throws(RepositoryError) -> Value {
    do throws(PostgresError) { return try body() } catch { throw RepositoryError(error, at: .beforeCommit) }
  }
}

extension PostgresResult {
  /// A value of each row.
  func rows<Value>(
    _ read: (PostgresResult, Int) throws(PostgresError) -> Value
  ) throws(PostgresError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(rowCount)
    for row in 0..<rowCount { values.append(try read(self, row)) }
    return values
  }
}
