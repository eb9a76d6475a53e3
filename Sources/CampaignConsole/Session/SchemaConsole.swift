internal import ArgumentParser
internal import CampaignInfra
import Dispatch
internal import ProgramConventions
internal import RPCCodec

/// Work on the database's schema; its errors are the program's end.
struct SchemaConsole {
  private let migrator: Migrator
  private let console: Console

  init(_ options: DatabaseOptions, _ console: Console) throws {
    migrator = Migrator(
      PostgresConfiguration(
        url: try options.url(), applicationName: "campaignctl", connectTimeout: console.timeout))
    self.console = console
  }

  /// Runs what blocks on a thread of its own.
  func run<Value: Sendable>(
    _ body: @escaping @Sendable (Migrator) throws(MigrationError) -> Value
  ) async throws(ProgramFailure) -> Value {
    let result = await withCheckedContinuation { continuation in
      DispatchQueue(label: "campaignctl.migrate").async { [migrator] in
        continuation.resume(returning: Result { () throws(MigrationError) in try body(migrator) })
      }
    }
    do { return try result.get() } catch { throw failure(error) }
  }

  /// The program's end that this error leads to.
  func failure(_ error: MigrationError) -> ProgramFailure {
    switch error {
    case .unreachable(let reason):
      console.failure(
        LocalStatus(.unreachable, .unavailable, reason: "DATABASE_UNAVAILABLE", httpStatus: 503) {
          $0.databaseUnavailable(Self.oneLine(reason))
        })
    case .database(let reason):
      console.failure(
        LocalStatus(.localFailure, .internal, reason: "DATABASE_ERROR", httpStatus: 500) {
          $0.databaseRefuses(Self.oneLine(reason))
        })
    case .wrongEncoding, .unknownSchema:
      console.failure(
        LocalStatus(.localFailure, .failedPrecondition, reason: "UNKNOWN_SCHEMA", httpStatus: 409) {
          $0.schemaFault("\(error)")
        })
    case .failed:
      console.failure(
        LocalStatus(.localFailure, .internal, reason: "MIGRATION_FAILED", httpStatus: 500) {
          $0.schemaFault("\(error)")
        })
    }
  }

  // libpq's messages have lines and tabs of their own.
  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
