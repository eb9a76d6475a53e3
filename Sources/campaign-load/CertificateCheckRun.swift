import CampaignInfra
import Glibc
import ProgramConventions
import RaceCertifying

/// `campaign-load certify --check FILE`.
struct CertificateCheckRun {
  let path: String
  /// `nil`: the certificate alone is looked at.
  let database: CertificateDatabase?

  func run() async throws {
    let document: CertificateDocument
    do {
      document = try CertificateDocument(reading: try InputFile.bytes(path))
    } catch let fault as CertificateFault {
      throw ProgramFailure(.localFailure, "error: \(path): \(fault)")
    }
    // The findings of the certificate itself are printed even where the database is away.
    let own = document.findings()
    try write(own)
    var others: [CertificateFinding] = []
    if let database {
      try await database.wait()
      do {
        others = try await document.findings(against: database.stoppableAuditor)
      } catch {
        throw ProgramFailure(.localFailure, "error: \(error)")
      }
      try write(others)
    }
    guard own.isEmpty, others.isEmpty else { throw ProgramFailure(.brokenInvariant) }
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
