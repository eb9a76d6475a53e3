internal import LoadReporting

/// The digests by which a certificate shows that it was not altered, or the place where it was.
struct CertificateDigests: Codable, Equatable, Sendable {
  /// The key of these digests in the document; everything else is its content.
  static let key = "digests"

  /// The part of a field's digest that is kept, in hexadecimal digits: enough to find a change, short enough to be
  /// read. The one digest of the whole content is kept whole.
  private static let fieldDigits = 16

  /// The digest of the content's canonical text.
  var content: String
  /// The digest of each field that holds no others, by its path. The path is part of what is digested, so that two
  /// fields can't change places.
  var fields: [String: String]

  init(of content: JSONValue) {
    self.content = SHA256.hexadecimal(content.canonicalText)
    fields = content.fields.reduce(into: [:]) { digests, field in
      digests[field.key] = String(SHA256.hexadecimal("\(field.key)=\(field.value)").prefix(Self.fieldDigits))
    }
  }

  /// The places where these digests of a content and those that its document lists differ.
  func findings(listed: CertificateDigests) -> [CertificateFinding] {
    // If the whole is as it was, a field whose digest doesn't fit wasn't altered: the list was.
    let isListAltered = content == listed.content
    let findings = JSONValue.differences(expected: fields, found: listed.fields).map { path, digest, listed in
      let place = isListAltered ? JSONValue.path("\(Self.key).fields", member: path) : path
      switch (digest, listed) {
      case (let digest?, let listed?):
        return CertificateFinding(.altered, place, expected: listed, found: digest, of: "digest")
      case (nil, _):
        return isListAltered
          ? CertificateFinding(.added, place, "there is no such field")
          : CertificateFinding(.removed, place, "it was there when the certificate was written")
      case (_, nil):
        return isListAltered
          ? CertificateFinding(.removed, place, "it was listed when the certificate was written")
          : CertificateFinding(.added, place, "it was not there when the certificate was written")
      }
    }
    guard findings.isEmpty, !isListAltered else { return findings }
    return [
      CertificateFinding(
        .altered, "\(Self.key).content", expected: content, found: listed.content, of: "the content's digest")
    ]
  }
}
