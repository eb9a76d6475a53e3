public import CampaignMigrations

/// Brings a database's schema up to date and says how it stands. Each migration runs in a transaction under a
/// transaction-level advisory lock, so that any number of processes may do it at once.
public struct Migrator: Sendable {
  /// One migration as the database knows it or as it is planned.
  public struct Step: Hashable, Sendable {
    /// 1, 2, 3…
    public let version: Int32
    /// What the file's name says after the number.
    public let name: String
  }

  /// For reading: the limits that every statement has.
  private let configuration: PostgresConfiguration
  /// For changing: a migration may rewrite a table, and waits its turn behind another process's.
  private let patientConfiguration: PostgresConfiguration
  private let migrations: [CampaignMigration]

  /// `migrations` are numbered 1, 2, 3… in order.
  public init(_ configuration: PostgresConfiguration, migrations: [CampaignMigration] = CampaignMigration.all) {
    self.configuration = configuration
    var patient = configuration
    patient.statementTimeout = .zero
    patient.idleInTransactionTimeout = .zero
    patient.lockTimeout = .seconds(60)
    patient.responseTimeout = .seconds(3600)
    patientConfiguration = patient
    self.migrations = migrations
  }

  /// Applies what is missing and returns it. Blocks. A migration that fails changes nothing, and those before it stay.
  public func up() throws(MigrationError) -> [Step] {
    let limit = patientConfiguration.responseTimeout
    return try onConnection(patientConfiguration) { (connection) throws(MigrationError) in
      var applied: [Step] = []
      while let step = try applyNext(connection, within: limit) { applied.append(step) }
      return applied
    }
  }

  /// How the schema stands, without changing anything. Blocks.
  public func status() throws(MigrationError) -> SchemaStatus {
    let limit = configuration.responseTimeout
    return try onConnection(configuration) { (connection) throws(MigrationError) in
      try attempt { () throws(PostgresError) in
        let known = try MigrationStatements.checksums(of: migrations, on: connection, within: limit)
        guard try MigrationStatements.tableExists(on: connection, within: limit) else {
          return SchemaStatus(known: known, applied: [])
        }
        return SchemaStatus(known: known, applied: try MigrationStatements.applied(on: connection, within: limit))
      }
    }
  }

  private func onConnection<Value>(
    _ configuration: PostgresConfiguration, _ body: (PostgresConnection) throws(MigrationError) -> Value
  ) throws(MigrationError) -> Value {
    let limit = configuration.responseTimeout
    let connection = try attempt { () throws(PostgresError) in
      let connection = try configuration.connect()
      try connection.prepare(MigrationStatements.all, within: limit)
      return connection
    }
    let encoding = try attempt { () throws(PostgresError) in
      try connection.pipeline([PostgresCommand(MigrationStatements.encoding)], within: limit)[0].text(0, 0)
    }
    guard encoding == "UTF8" else { throw .wrongEncoding(encoding) }
    return try body(connection)
  }

  private func applyNext(
    _ connection: PostgresConnection, within limit: Duration
  ) throws(MigrationError) -> Step? {
    do throws(MigrationError) {
      let status = try attempt { () throws(PostgresError) in
        try connection.run(script: MigrationStatements.beginUnderLock, within: limit)
        let known = try MigrationStatements.checksums(of: migrations, on: connection, within: limit)
        return SchemaStatus(known: known, applied: try MigrationStatements.applied(on: connection, within: limit))
      }
      if case .unknown(let reason) = status.verdict { throw .unknownSchema(reason) }
      guard let next = status.pending.first,
        let migration = migrations.first(where: { $0.version == next.version })
      else {
        try attempt { () throws(PostgresError) in try connection.run(script: "COMMIT", within: limit) }
        return nil
      }
      do throws(PostgresError) {
        try connection.run(script: String(decoding: migration.script, as: UTF8.self), within: limit)
        try MigrationStatements.record(migration, on: connection, within: limit)
        try connection.run(script: "COMMIT", within: limit)
      } catch {
        switch error {
        case .server, .unexpected, .readOnly:
          throw .failed(Step(version: migration.version, name: migration.name), reason: "\(error)")
        // Whether it was done is not known then.
        case .cannotConnect, .notSent, .connectionLost: throw MigrationError(error)
        }
      }
      return Step(version: migration.version, name: migration.name)
    } catch {
      try? connection.run(script: "ROLLBACK", within: limit)
      throw error
    }
  }

  private func attempt<Value>(_ body: () throws(PostgresError) -> Value) throws(MigrationError) -> Value {
    do throws(PostgresError) { return try body() } catch { throw MigrationError(error) }
  }
}

/// Why the schema can't be read or changed.
public enum MigrationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no connection, or there was one and it broke.
  case unreachable(String)
  /// PostgreSQL is there and refuses.
  case database(String)
  /// Codes and names need UTF8.
  case wrongEncoding(String)
  case unknownSchema(String)
  case failed(Migrator.Step, reason: String)

  fileprivate init(_ error: PostgresError) {
    switch error {
    case .cannotConnect, .notSent, .connectionLost: self = .unreachable("\(error)")
    case .server, .unexpected, .readOnly: self = .database("\(error)")
    }
  }

  /// One line that says what to do, for standard error.
  public var description: String {
    switch self {
    case .unreachable(let text), .database(let text): text
    case .wrongEncoding(let encoding):
      "the database's encoding is \(encoding); create it with ENCODING 'UTF8'"
    case .unknownSchema(let reason): reason
    case .failed(let step, let reason):
      "migration \(step.version) (\(step.name)) failed and changed nothing: \(reason)"
    }
  }
}
