import CampaignMigrations

/// One attempt to apply the next migration, in a transaction of its own. It leaves no transaction open.
struct MigrationAttempt {
  enum Outcome {
    case applied(SchemaStatus.Entry)
    case upToDate
    /// Nothing was done: somebody else has what it needs.
    case mustWait(MigrationWait)
    case failed(MigrationError)
  }

  let connection: MigrationConnection
  let migrations: [CampaignMigration]
  /// The limit for an answer to a migration and to its COMMIT.
  let migrationLimit: Duration

  func run() -> Outcome {
    let outcome = runWithoutRollback()
    if case .applied = outcome { return outcome }
    _ = try? connection.connection.run(script: "ROLLBACK", within: connection.limit)
    return outcome
  }

  private func runWithoutRollback() -> Outcome {
    var step: SchemaStatus.Entry?
    do throws(PostgresError) {
      guard try connection.begin() else { return .mustWait(.anotherProcess) }
      guard try connection.tableOwner() != .somebodyElse else { return .failed(.foreignTable) }
      try connection.createTable()
      let status = try connection.status(of: migrations)
      if case .unknown(let reason) = status.verdict { return .failed(.unknownSchema(reason)) }
      guard let next = status.pending.first, let migration = migrations.first(where: { $0.version == next.version })
      else { return .upToDate }
      step = next
      try connection.connection.run(
        script: String(decoding: migration.script, as: UTF8.self), within: migrationLimit)
      try connection.record(migration)
      try connection.connection.run(script: "COMMIT", within: migrationLimit, commits: true)
      return .applied(next)
    } catch {
      return Self.outcome(of: error, step)
    }
  }

  private static func outcome(of error: PostgresError, _ step: SchemaStatus.Entry?) -> Outcome {
    switch (error, step) {
    case (.server(let report), _) where report.state == .lockNotAvailable: .mustWait(.table(step))
    case (.server, let step?), (.readOnly, let step?), (.unexpected, let step?):
      .failed(.failed(step, reason: "\(error)"))
    // After a COMMIT that was not answered it is not known whether it was done, nor whether a failover keeps one that
    // gave up its standby.
    case (.cannotConnect, _), (.notSent, _), (.connectionLost, _), (.notReplicated, _), (_, nil):
      .failed(MigrationError(error))
    }
  }
}
