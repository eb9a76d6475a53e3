internal import LoadReporting
import RPCCodec

/// A certificate as a file holds it: its content and the digests over it.
public struct CertificateDocument: Sendable {
  /// The largest size of a certificate's file.
  public static let maximumBytes = 16 << 20

  let certificate: RaceCertificate
  private let content: JSONValue
  private let digests: CertificateDigests

  /// Seals the record of a race.
  init(sealing certificate: RaceCertificate) throws(CertificateFault) {
    self.certificate = certificate
    content = try certificate.json
    digests = CertificateDigests(of: content)
  }

  /// Reads a file. Its content is not believed before ``findings()`` are none.
  public init(reading bytes: [UInt8]) throws(CertificateFault) {
    guard bytes.count <= Self.maximumBytes else {
      throw CertificateFault("this is no certificate: it has more than \(Self.maximumBytes) bytes")
    }
    let document: JSONValue
    do {
      document = try JSONFault.decode(JSONValue.self, from: bytes)
    } catch {
      throw CertificateFault("this is not the JSON of a certificate: \(error)")
    }
    guard document.memberCount == JSONValue.writtenMemberCount(in: bytes) else {
      throw CertificateFault("this is no certificate: a key stands twice in an object of it")
    }
    content = document.without(CertificateDigests.key)
    certificate = try RaceCertificate(reading: content)
    digests = try CertificateDigests(reading: document[CertificateDigests.key])
  }

  /// The file's text.
  public var text: String {
    guard case .object(var members) = content else { return "" }
    members[CertificateDigests.key] = digests.json
    return JSONValue.object(members).text + "\n"
  }

  /// The places where the document doesn't fit its digests, and the invariants that its content breaks. Needs nothing
  /// but the document, and so finds nothing in one that somebody made up and sealed anew: a signature does.
  public func findings() -> [CertificateFinding] {
    CertificateDigests(of: content).findings(listed: digests) + certificate.brokenInvariants
  }

  /// The places where the database, read again, holds something else.
  public func findings(against auditor: any CampaignAuditor) async throws(CertificateFault) -> [CertificateFinding] {
    let audit = try await StoredCampaignAudit.run(
      campaign: campaignID, rangeSize: certificate.database.rangeSize, promises: nil, by: auditor)
    return try certificate.differences(from: audit?.stored)
  }

  /// SHA-256 of the content's canonical text.
  public var contentDigest: String { digests.content }

  /// The campaign whose race it was.
  public var campaignID: Int64 { certificate.database.id }

  /// The number of fields that the certificate has.
  public var fieldCount: Int { digests.fields.count }
}
