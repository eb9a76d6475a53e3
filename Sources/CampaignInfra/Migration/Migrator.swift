import CampaignMigrations

/// Brings a database's schema up to date and says how it stands. Each migration runs in a transaction under a
/// transaction-level advisory lock, so that any number of processes may do it at once. It waits for no lock for long:
/// what it can't have is asked for again later, in a new transaction, so that nobody queues behind it meanwhile.
public struct Migrator: Sendable {
  /// The database, and the limits for reading.
  let configuration: PostgresConfiguration
  /// The migrations that it knows, numbered 1, 2, 3… in order.
  var migrations = CampaignMigration.all
  var limits = MigrationLimits()
  var interruption: Interruption?
  var onWait: @Sendable (MigrationWait) -> Void = { _ in }

  /// Applies what is missing and returns it. Blocks. A migration that fails changes nothing, and those before it stay.
  /// `deadline`: when a connection has to stand.
  public func up(
    connectingUntil deadline: ContinuousClock.Instant? = nil
  ) throws(MigrationError) -> [SchemaStatus.Entry] {
    // A migration may rewrite a table.
    var patient = configuration
    patient.statementTimeout = .zero
    patient.idleInTransactionTimeout = .zero
    patient.lockTimeout = limits.lockTimeout
    patient.responseTimeout = .seconds(3600)
    let connection = try open(within: configuration.responseTimeout) { () throws(PostgresError) in
      try patient.connect(until: deadline, unless: interruption)
    }
    let attempt = MigrationAttempt(
      connection: connection, migrations: migrations, migrationLimit: patient.responseTimeout)
    var applied: [SchemaStatus.Entry] = []
    do throws(MigrationError) {
      while let migration = try applyNext(attempt) { applied.append(migration) }
      return applied
    } catch {
      let isInterrupted = interruption?.isInterrupted == true
      // A statement that is under way would go on without us, and keep what it has locked.
      if isInterrupted || connection.connection.isTimedOut {
        connection.connection.cancelStatement(within: .seconds(2))
      }
      throw isInterrupted ? .interrupted : error
    }
  }

  /// Reads how the schema stands, without changing anything. Blocks, until `deadline` or little longer.
  public func status(connectingUntil deadline: ContinuousClock.Instant? = nil) throws(MigrationError) -> SchemaStatus {
    let connection = try open(within: configuration.responseTimeout(until: deadline)) { () throws(PostgresError) in
      try configuration.connectToProbe(until: deadline, unless: interruption)
    }
    let owner = try attempt { () throws(PostgresError) in try connection.tableOwner() }
    if owner == .somebodyElse { throw .foreignTable }
    return try attempt { () throws(PostgresError) in
      try connection.status(of: migrations, hasTable: owner == .us)
    }
  }

  /// Connects to a database that can keep names and codes.
  private func open(
    within limit: Duration, _ connect: () throws(PostgresError) -> PostgresConnection
  ) throws(MigrationError) -> MigrationConnection {
    let (connection, encoding) = try attempt { () throws(PostgresError) in
      let connection = MigrationConnection(connection: try connect(), limit: limit)
      return (connection, try connection.encoding())
    }
    guard encoding == "UTF8" else { throw .wrongEncoding(encoding) }
    return connection
  }

  /// Applies one migration, however many attempts it takes; `nil` where there is none left.
  private func applyNext(_ attempt: MigrationAttempt) throws(MigrationError) -> SchemaStatus.Entry? {
    var retries = MigrationRetries(limits, at: .now)
    while true {
      let wait: MigrationWait
      switch attempt.run() {
      case .applied(let migration): return migration
      case .upToDate: return nil
      case .mustWait(let reason): wait = reason
      case .failed(let error): throw error
      }
      guard let (end, announcement) = retries.next(wait, at: .now) else {
        throw .locked(wait, tried: retries.tried(at: .now))
      }
      if let announcement { onWait(announcement) }
      // Without an interruption there is no descriptor to wait on; a negative one never becomes ready.
      _ = SocketWait.wait(for: .read, on: interruption?.descriptor ?? -1, until: end)
      if interruption?.isInterrupted == true { throw .interrupted }
    }
  }

  private func attempt<Value>(_ body: () throws(PostgresError) -> Value) throws(MigrationError) -> Value {
    do throws(PostgresError) { return try body() } catch {
      throw interruption?.isInterrupted == true ? .interrupted : MigrationError(error)
    }
  }
}

extension Migrator {
  /// A migrator of the program's own migrations. `interruption` ends every wait; what was begun is undone. `onWait`
  /// hears, on the thread that migrates, what is waited for.
  public init(
    _ configuration: PostgresConfiguration, interruption: Interruption? = nil,
    onWait: @escaping @Sendable (MigrationWait) -> Void = { _ in }
  ) {
    self.init(configuration: configuration, interruption: interruption, onWait: onWait)
  }
}
