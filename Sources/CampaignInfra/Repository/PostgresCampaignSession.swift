import CampaignDomain

/// A session on one PostgreSQL connection, whose statements are prepared.
final class PostgresCampaignSession: CampaignSession {
  let connection: PostgresConnection
  let responseTimeout: Duration

  /// Connects and prepares every statement.
  init(_ configuration: PostgresConfiguration) throws(PostgresError) {
    connection = try configuration.connect()
    responseTimeout = configuration.responseTimeout
    try connection.run(script: PlannerSettings.script, within: responseTimeout)
    try connection.prepare(CampaignStatements.all + CouponStatements.all, within: responseTimeout)
  }

  /// Whether it can serve once more; ends a transaction that a failed use case left open.
  func isReusable() -> Bool {
    if connection.isIdle { return true }
    guard !connection.isLost else { return false }
    try? rollback()
    return connection.isIdle
  }

  func rollback() throws(RepositoryError) {
    guard !connection.isLost, !connection.isIdle else { return }
    _ = try read([PostgresCommand(CampaignStatements.rollback)])
  }

  func campaigns(before id: CampaignID?, limit: Int) throws(RepositoryError) -> [Campaign] {
    let results = try read([
      PostgresCommand(CampaignStatements.list) {
        $0.append(id?.rawValue ?? Int64.max)
        $0.append(Int64(limit))
      }
    ])
    return try interpret { () throws(PostgresError) in
      try results[0].rows { (result, row) throws(PostgresError) in try CampaignRow.read(result, row) }
    }
  }

  func page(of id: CampaignID, after sequence: Int64, limit: Int) throws(RepositoryError) -> CampaignPage? {
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
    do throws(PostgresError) {
      return try connection.pipeline(commands, within: responseTimeout)
    } catch {
      throw RepositoryError(error, at: .beforeCommit)
    }
  }

  /// Runs commands that save something, and COMMIT behind them. When it throws, the transaction is over, unless the
  /// connection is.
  func saveAndCommit(_ commands: [PostgresCommand]) throws(RepositoryError) {
    do throws(PostgresError) {
      _ = try connection.pipeline(
        commands + [PostgresCommand(CampaignStatements.commit)], within: responseTimeout)
    } catch {
      try? rollback()
      throw RepositoryError(error, at: .commit(commitIndex: commands.count))
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
