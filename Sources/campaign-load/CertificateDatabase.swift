import CampaignInfra
import ProgramConventions

/// The database that a certificate is about.
struct CertificateDatabase {
  private let postgres: PostgresConfiguration
  private let patience: Duration

  init(_ options: DatabaseOptions) throws {
    postgres = PostgresConfiguration(url: try options.url(), applicationName: "campaign-load certify")
    patience = options.waitForDatabase
  }

  /// Reads it until it is interrupted.
  func auditor(unless interruption: Interruption? = nil) -> PostgresAudit {
    PostgresAudit(auditor: PostgresCampaignAuditor(postgres, unless: interruption))
  }

  /// Returns when it is there. Throws the program's end, with status 0 if it was told to end.
  func wait() async throws(ProgramFailure) {
    let patience = DatabasePatience(limit: patience) { try? StandardStream.error.write("\($0)\n") }
    let outcome = await patience.run { [postgres] (deadline, interruption) throws(MigrationError) in
      try postgres.probe(until: deadline, unless: interruption)
    }
    switch outcome {
    case .done: return
    case .interrupted: throw ProgramFailure(.success)
    case .failed(let error, _): throw ProgramFailure(.localFailure, "error: the database can't be audited: \(error)")
    }
  }
}
