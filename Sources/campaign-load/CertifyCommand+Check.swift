import CampaignInfra
import LoadSending
import ProgramConventions
import RaceCertifying

extension CertifyCommand {
  /// Checks a certificate, with `--offline` by itself, otherwise against the database, too.
  func check(_ path: String) async throws {
    let database = offline ? nil : try CertificateDatabase(database)
    let document: CertificateDocument
    do {
      document = try CertificateDocument(reading: try InputFile.bytes(path))
    } catch let fault as LoadFailure {
      throw ProgramFailure(.localFailure, "error: \(path): \(fault)")
    }
    // The findings of the certificate itself are printed even where the database is away.
    var findings = document.findings()
    try write(findings)
    if let database {
      try await database.wait()
      do {
        // Nothing is lost where a signal ends it.
        let others = try await document.findings(against: database.auditor(unless: ServiceProgram.interruption))
        try write(others)
        findings += others
      } catch let failure as LoadFailure {
        throw ProgramFailure(.localFailure, "error: \(failure)")
      }
    }
    guard findings.isEmpty else { throw ProgramFailure(.brokenInvariant) }
    try StandardStream.output.write(
      "the certificate fits its digests, and every invariant follows from it: \(document.fieldCount) fields, SHA-256 "
        + "\(document.contentDigest)\n")
    guard database != nil else { return }
    try StandardStream.output.write("the database holds what it says of campaign \(document.campaignID)\n")
  }

  private func write(_ findings: [CertificateFinding]) throws {
    for finding in findings { try StandardStream.output.write("\(finding)\n") }
  }
}
