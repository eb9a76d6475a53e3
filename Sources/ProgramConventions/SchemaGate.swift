public import CampaignInfra
public import Logging

/// Lets a program start only on a database that is there, whose schema it knows, and that is reached in a way in which
/// it can work.
public struct SchemaGate: Sendable {
  private let postgres: PostgresConfiguration
  private let limit: Duration
  private let logger: Logger

  /// A gate before this database, which is waited for at most as long as `limit`.
  public init(_ postgres: PostgresConfiguration, waitingFor limit: Duration, logger: Logger) {
    self.postgres = postgres
    self.limit = limit
    self.logger = logger
  }

  /// Returns when the schema is the one that this program knows, brought up to date first where `migrating` says so.
  /// Throws the program's end, which says what to do; that of a program that was told to end has status 0.
  public func check(migrating: Bool) async throws(ProgramFailure) {
    let patience = DatabasePatience(limit: limit) { [logger] line in logger.log(level: line.level, "\(line)") }
    let outcome = await patience.run { [postgres, logger] (deadline, interruption) throws(GateFailure) in
      let migrator = Migrator(postgres, interruption: interruption) { logger.notice("\($0)") }
      let status: SchemaStatus
      do throws(MigrationError) {
        // Before anything is prepared: it would be missing, or there already, in the sessions that a pooler lends.
        try postgres.probe(sendsMarkers: true, until: deadline, unless: interruption)
        status = try Self.status(from: migrator, migrating: migrating, until: deadline, logger: logger)
      } catch {
        throw .database(error)
      }
      if let fault = Self.fault(of: status) { throw .schema(fault) }
    }
    switch outcome {
    case .done: return
    case .interrupted: throw ProgramFailure(.success)
    case .failed(let failure, let waited):
      let patience = waited.map { " (waited \($0.inTenths) for it: --wait-for-database)" } ?? ""
      throw ProgramFailure(.localFailure, "\(failure)\(patience)")
    }
  }

  private static func status(
    from migrator: Migrator, migrating: Bool, until deadline: ContinuousClock.Instant?, logger: Logger
  ) throws(MigrationError) -> SchemaStatus {
    let status = try migrator.status(connectingUntil: deadline)
    // A database that takes no writes now may be up to date all the same.
    guard migrating, status.verdict == .behind else { return status }
    for step in try migrator.up(connectingUntil: deadline) {
      logger.info("migrated", metadata: ["version": "\(step.version)", "name": "\(step.name)"])
    }
    return try migrator.status(connectingUntil: deadline)
  }

  private static func fault(of status: SchemaStatus) -> String? {
    switch status.verdict {
    case .current: nil
    case .behind:
      """
      the database's schema lacks \(status.pending.count) migration\(status.pending.count == 1 ? "" : "s"): run \
      'campaignctl migrate up', or start campaign-server with --migrate
      """
    case .unknown(let reason): "the database's schema is not one that this program knows: \(reason)"
    }
  }
}

extension DatabaseWaitLine {
  fileprivate var level: Logger.Level {
    switch self {
    case .began, .another: .warning
    case .ended, .stopped: .notice
    }
  }
}

/// A reason why a program may not start.
private enum GateFailure: DatabaseFailure {
  case database(MigrationError)
  case schema(String)

  var postgresError: PostgresError? {
    if case .database(let error) = self { error.postgresError } else { nil }
  }

  var description: String {
    switch self {
    case .database(let error): "the database can't be used: \(error)"
    case .schema(let text): text
    }
  }
}
