internal import LoadReporting
public import LoadSending

/// A certificate as a file holds it: its content and the digests over it.
public struct CertificateDocument: Sendable {
  /// The largest size of a certificate's file.
  private static let maximumBytes = 16 << 20

  let certificate: RaceCertificate
  /// The certificate and its digests.
  private let document: JSONValue
  private let digests: CertificateDigests

  /// Seals the record of a race.
  init(sealing certificate: RaceCertificate) throws(LoadFailure) {
    self.certificate = certificate
    let content = try JSONValue(of: certificate)
    digests = CertificateDigests(of: content)
    document = content.with(CertificateDigests.key, try JSONValue(of: digests))
  }

  /// Reads a file; members that a certificate doesn't have are passed over. Its content is not believed before
  /// ``findings()`` are none.
  public init(reading bytes: [UInt8]) throws(LoadFailure) {
    guard bytes.count <= Self.maximumBytes else {
      throw LoadFailure("this is no certificate: it has more than \(Self.maximumBytes) bytes")
    }
    do {
      document = try JSONFault.decode(JSONValue.self, from: bytes)
    } catch {
      throw LoadFailure("this is no certificate: \(error)")
    }
    guard document.memberCount == JSONValue.writtenMemberCount(in: bytes) else {
      throw LoadFailure("this is no certificate: a key stands twice in an object of it")
    }
    guard document["format"] == .string(RaceCertificate.format) else {
      throw LoadFailure("this is not a race certificate: format is not \"\(RaceCertificate.format)\"")
    }
    guard case .integer(let version)? = document["version"] else { throw LoadFailure("version is missing") }
    guard version == RaceCertificate.version else {
      throw LoadFailure(
        "the certificate has version \(version), and this program reads version \(RaceCertificate.version): use its own "
          + "program")
    }
    do {
      certificate = try JSONFault.decode(RaceCertificate.self, from: bytes)
      digests = try JSONFault.decode(ListedDigests.self, from: bytes).digests
    } catch {
      throw LoadFailure(error.description)
    }
    // No digest is over the digests: a member that is none would be found by nothing else.
    if case .object(let others)? = document[CertificateDigests.key]?.with("content", nil).with("fields", nil),
      let other = others.keys.min()
    {
      throw LoadFailure("\(JSONValue.path(CertificateDigests.key, member: other)) is nothing that a certificate has")
    }
  }

  private struct ListedDigests: Decodable {
    var digests: CertificateDigests
  }

  /// The file's text.
  public var text: String { document.text + "\n" }

  /// The places where the document doesn't fit its digests, and the invariants that its content breaks. Needs nothing
  /// but the document, and so finds nothing in one that somebody made up and sealed anew: a signature does.
  public func findings() -> [CertificateFinding] {
    CertificateDigests(of: document.with(CertificateDigests.key, nil)).findings(listed: digests)
      + certificate.brokenInvariants
  }

  /// The places where the database, read again, holds something else.
  public func findings(against auditor: any CampaignAuditor) async throws(LoadFailure) -> [CertificateFinding] {
    let audit = try await auditor.audit(campaignID, rangeSize: certificate.database.rangeSize)
    return try certificate.differences(from: audit?.stored)
  }

  /// SHA-256 of the content's canonical text.
  public var contentDigest: String { digests.content }

  /// The campaign whose race it was.
  public var campaignID: Int64 { certificate.database.id }

  /// The number of fields that the certificate has.
  public var fieldCount: Int { digests.fields.count }
}
