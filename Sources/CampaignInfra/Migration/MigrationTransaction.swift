import CampaignMigrations

/// One attempt after the other to apply the next migration, each a transaction of its own on the same connection. None
/// leaves its transaction open.
struct MigrationTransaction {
  enum Outcome {
    case applied(Migrator.Step)
    case upToDate
    /// Nothing was done: somebody else has what it needs.
    case mustWait(MigrationWait)
    case failed(MigrationError)
  }

  let connection: PostgresConnection
  let migrations: [CampaignMigration]
  /// The limit for an answer to what is quickly done.
  let limit: Duration
  /// The limit for an answer to a migration and to its COMMIT.
  let migrationLimit: Duration

  func applyNext() -> Outcome {
    let outcome = attempt()
    if case .applied = outcome { return outcome }
    try? connection.run(script: "ROLLBACK", within: limit)
    return outcome
  }

  private func attempt() -> Outcome {
    var step: Migrator.Step?
    do throws(PostgresError) {
      guard try MigrationStatements.begin(on: connection, within: limit) else { return .mustWait(.anotherProcess) }
      guard try MigrationStatements.table(on: connection, within: limit) != .foreign else {
        return .failed(.foreignTable)
      }
      let status = try statusUnderLock()
      if case .unknown(let reason) = status.verdict { return .failed(.unknownSchema(reason)) }
      guard let next = status.pending.first, let migration = migrations.first(where: { $0.version == next.version })
      else { return .upToDate }
      let current = Migrator.Step(version: migration.version, name: migration.name)
      step = current
      try connection.run(script: String(decoding: migration.script, as: UTF8.self), within: migrationLimit)
      try MigrationStatements.record(migration, on: connection, within: limit)
      try connection.run(script: "COMMIT", within: migrationLimit)
      return .applied(current)
    } catch {
      return Self.outcome(of: error, step)
    }
  }

  private func statusUnderLock() throws(PostgresError) -> SchemaStatus {
    try connection.run(script: MigrationStatements.createTable, within: limit)
    let known = try MigrationStatements.checksums(of: migrations, on: connection, within: limit)
    return SchemaStatus(known: known, applied: try MigrationStatements.applied(on: connection, within: limit))
  }

  private static func outcome(of error: PostgresError, _ step: Migrator.Step?) -> Outcome {
    switch (error, step) {
    case (.server(let report), _) where report.state == .lockNotAvailable: .mustWait(.table(step))
    case (.server, let step?), (.readOnly, let step?), (.unexpected, let step?):
      .failed(.failed(step, reason: "\(error)"))
    // After a COMMIT that was not answered it is not known whether it was done.
    case (.cannotConnect, _), (.notSent, _), (.connectionLost, _), (_, nil): .failed(MigrationError(error))
    }
  }
}
