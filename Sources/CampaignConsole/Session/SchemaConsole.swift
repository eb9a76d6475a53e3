internal import ArgumentParser
internal import CampaignInfra
internal import ProgramConventions
internal import RPCCodec

/// Work on the database's schema; its errors are the program's end.
struct SchemaConsole {
  private let configuration: PostgresConfiguration
  private let patience: Duration
  let console: Console

  init(_ options: DatabaseOptions, _ console: Console) throws {
    var configuration = PostgresConfiguration(url: try options.url(), applicationName: "campaignctl")
    configuration.connectTimeout = min(console.timeout, configuration.connectTimeout)
    self.configuration = configuration
    patience = options.waitForDatabase
    self.console = console
  }

  /// Runs what blocks on a thread of its own, once the database is there. `body` is told until when a connection has to
  /// stand.
  func run<Value: Sendable>(
    _ body: @escaping @Sendable (Migrator, ContinuousClock.Instant?) throws(MigrationError) -> Value
  ) async throws(ProgramFailure) -> Value {
    let (configuration, console) = (configuration, console)
    let outcome = await DatabasePatience(limit: patience, say: { console.note(console.wording.databaseWait($0)) })
      .run { (deadline, interruption) throws(MigrationError) in
        let migrator = Migrator(configuration, interruption: interruption) { console.note(console.wording.text($0)) }
        try configuration.probe(until: deadline, unless: interruption)
        return try body(migrator, deadline)
      }
    switch outcome {
    case .done(let value): return value
    case .failed(let error, _): throw failure(error)
    case .interrupted: throw ProgramFailure(.success)
    }
  }

  /// The program's end that this error leads to.
  func failure(_ error: MigrationError) -> ProgramFailure {
    func failure(
      _ exitStatus: ExitStatus, _ code: StatusCode, _ reason: String, httpStatus: Int, _ text: (Wording) -> String
    ) -> ProgramFailure {
      console.failure(LocalStatus(exitStatus, code, reason: reason, httpStatus: httpStatus, text))
    }
    return switch error {
    case .unreachable(let reason):
      failure(.unreachable, .unavailable, "DATABASE_UNAVAILABLE", httpStatus: 503) {
        $0.databaseUnavailable(Self.oneLine("\(reason)"))
      }
    case .database(let reason):
      failure(.localFailure, .internal, "DATABASE_ERROR", httpStatus: 500) {
        $0.databaseRefuses(Self.oneLine("\(reason)"))
      }
    case .transactionPooler:
      failure(.localFailure, .failedPrecondition, "TRANSACTION_POOLER", httpStatus: 409) { $0.transactionPooler }
    case .noPrivilegeForMarkers:
      failure(.localFailure, .failedPrecondition, "MISSING_PRIVILEGE", httpStatus: 403) { $0.schemaFault("\(error)") }
    case .wrongEncoding, .unknownSchema, .foreignTable:
      failure(.localFailure, .failedPrecondition, "UNKNOWN_SCHEMA", httpStatus: 409) { $0.schemaFault("\(error)") }
    case .locked:
      failure(.localFailure, .aborted, "SCHEMA_LOCKED", httpStatus: 409) { $0.schemaFault("\(error)") }
    case .failed, .interrupted:
      failure(.localFailure, .internal, "MIGRATION_FAILED", httpStatus: 500) { $0.schemaFault("\(error)") }
    }
  }

  // libpq's messages have lines and tabs of their own.
  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

extension Wording {
  /// The obstacle that a migration waits for.
  fileprivate func text(_ wait: MigrationWait) -> String {
    switch wait {
    case .anotherProcess: waitingForMigration
    case .table: waitingForTable
    }
  }
}
