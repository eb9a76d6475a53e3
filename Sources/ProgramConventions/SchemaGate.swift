public import CampaignInfra
import Dispatch

/// Lets a program start only on a schema that it knows.
public struct SchemaGate: Sendable {
  private let migrator: Migrator

  /// A gate before this database.
  public init(_ postgres: PostgresConfiguration) {
    migrator = Migrator(postgres)
  }

  /// Returns when the schema is the one that this program knows, brought up to date first where `migrating` says so.
  /// Throws the program's end, which says what to do.
  public func check(migrating: Bool) async throws(ProgramFailure) {
    let migrator = migrator
    let result: Result<SchemaStatus, MigrationError> = await withCheckedContinuation { continuation in
      // It blocks, so that it gets a thread of its own.
      DispatchQueue(label: "schema").async {
        continuation.resume(
          returning: Result { () throws(MigrationError) in
            let status = try migrator.status()
            // A schema that is up to date is left alone: the server may take no changes now.
            guard migrating, status.verdict != .current else { return status }
            _ = try migrator.up()
            return try migrator.status()
          })
      }
    }
    let status: SchemaStatus
    do throws(MigrationError) { status = try result.get() } catch {
      throw ProgramFailure(.localFailure, "the database can't be used: \(error)")
    }
    switch status.verdict {
    case .current: return
    case .behind:
      throw ProgramFailure(
        .localFailure,
        """
        the database's schema lacks \(status.pending.count) migration(s): run 'campaignctl migrate up', \
        or start campaign-server with --migrate
        """)
    case .unknown(let reason):
      throw ProgramFailure(.localFailure, "the database's schema is not one that this program knows: \(reason)")
    }
  }
}
