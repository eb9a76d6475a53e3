public import CampaignMigrations

/// Brings a database's schema up to date and says how it stands. Each migration runs in a transaction under a
/// transaction-level advisory lock, so that any number of processes may do it at once. It waits for no lock for long:
/// what it can't have is asked for again later, in a new transaction, so that nobody queues behind it meanwhile.
public struct Migrator: Sendable {
  /// One migration as the database knows it or as it is planned.
  public struct Step: Hashable, Sendable {
    /// 1, 2, 3…
    public let version: Int32
    /// The part of the file's name after the number.
    public let name: String
  }

  /// The limits for reading, which every statement has.
  private let configuration: PostgresConfiguration
  /// The limits for changing: a migration may rewrite a table.
  private let patientConfiguration: PostgresConfiguration
  private let migrations: [CampaignMigration]
  private let limits: MigrationLimits
  private let interruption: Interruption?
  private let onWait: @Sendable (MigrationWait) -> Void

  /// - Parameters:
  ///   - configuration: The database, and the limits for reading.
  ///   - migrations: Numbered 1, 2, 3… in order.
  ///   - limits: The limits of waiting for what others hold.
  ///   - interruption: Ends every wait; what was begun is undone.
  ///   - onWait: Hears, on the thread that migrates, what is waited for.
  public init(
    _ configuration: PostgresConfiguration, migrations: [CampaignMigration] = CampaignMigration.all,
    limits: MigrationLimits = MigrationLimits(), interruption: Interruption? = nil,
    onWait: @escaping @Sendable (MigrationWait) -> Void = { _ in }
  ) {
    self.configuration = configuration
    var patient = configuration
    patient.statementTimeout = .zero
    patient.idleInTransactionTimeout = .zero
    patient.lockTimeout = limits.lockTimeout
    patient.responseTimeout = .seconds(3600)
    patientConfiguration = patient
    self.migrations = migrations
    self.limits = limits
    self.interruption = interruption
    self.onWait = onWait
  }

  /// Applies what is missing and returns it. Blocks. A migration that fails changes nothing, and those before it stay.
  /// `deadline`: when a connection has to stand.
  public func up(connectingUntil deadline: ContinuousClock.Instant? = nil) throws(MigrationError) -> [Step] {
    let connection = try attempt { () throws(PostgresError) in
      try patientConfiguration.connect(until: deadline, unless: interruption)
    }
    let transaction = MigrationTransaction(
      connection: connection, migrations: migrations, limit: configuration.responseTimeout,
      migrationLimit: patientConfiguration.responseTimeout)
    var applied: [Step] = []
    do throws(MigrationError) {
      try attempt { () throws(PostgresError) in
        try connection.prepare(MigrationStatements.all, within: configuration.responseTimeout)
      }
      try demandUTF8(connection)
      while let step = try applyNext(transaction) { applied.append(step) }
      return applied
    } catch {
      guard interruption?.isInterrupted == true else { throw error }
      // A statement that is under way would go on without us, and keep what it has locked.
      connection.cancelStatement(within: .seconds(2))
      throw .interrupted
    }
  }

  /// Reads how the schema stands, without changing anything. Blocks, until `deadline` or little longer.
  public func status(connectingUntil deadline: ContinuousClock.Instant? = nil) throws(MigrationError) -> SchemaStatus {
    let limit = configuration.responseTimeout(until: deadline)
    do throws(MigrationError) {
      let connection = try attempt { () throws(PostgresError) in
        let connection = try configuration.connectToLook(until: deadline, unless: interruption)
        try connection.prepare(MigrationStatements.all, within: limit)
        return connection
      }
      try demandUTF8(connection)
      let table = try attempt { () throws(PostgresError) in
        try MigrationStatements.table(on: connection, within: limit)
      }
      if table == .foreign { throw .foreignTable }
      return try attempt { () throws(PostgresError) in
        let known = try MigrationStatements.checksums(of: migrations, on: connection, within: limit)
        guard table == .ours else { return SchemaStatus(known: known, applied: []) }
        return SchemaStatus(known: known, applied: try MigrationStatements.applied(on: connection, within: limit))
      }
    } catch {
      throw interruption?.isInterrupted == true ? .interrupted : error
    }
  }

  private func demandUTF8(_ connection: PostgresConnection) throws(MigrationError) {
    let encoding = try attempt { () throws(PostgresError) in
      try MigrationStatements.encoding(on: connection, within: configuration.responseTimeout)
    }
    guard encoding == "UTF8" else { throw .wrongEncoding(encoding) }
  }

  /// Applies one migration, however many attempts it takes; `nil` where there is none left.
  private func applyNext(_ transaction: MigrationTransaction) throws(MigrationError) -> Step? {
    var retries = MigrationRetries(limits, at: .now)
    while true {
      let wait: MigrationWait
      switch transaction.applyNext() {
      case .applied(let step): return step
      case .upToDate: return nil
      case .mustWait(let reason): wait = reason
      case .failed(let error): throw error
      }
      guard let (end, announcement) = retries.next(wait, at: .now) else {
        throw .locked(wait, tried: retries.tried(at: .now))
      }
      if let announcement { onWait(announcement) }
      try pause(until: end)
    }
  }

  private func pause(until end: ContinuousClock.Instant) throws(MigrationError) {
    let isUndisturbed = interruption.map { $0.sleep(until: end) }
    if isUndisturbed == false { throw .interrupted }
    // Without an interruption there is no descriptor to wait on; a negative one never becomes ready.
    if isUndisturbed == nil { _ = SocketWait.wait(for: .read, on: -1, until: end) }
  }

  private func attempt<Value>(_ body: () throws(PostgresError) -> Value) throws(MigrationError) -> Value {
    do throws(PostgresError) { return try body() } catch { throw MigrationError(error) }
  }
}
