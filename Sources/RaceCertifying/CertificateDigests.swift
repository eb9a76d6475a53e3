internal import LoadReporting

/// The digests by which a certificate shows that it was not altered, or the place where it was.
struct CertificateDigests: Equatable, Sendable {
  /// The key of these digests in the document; everything else is its content.
  static let key = "digests"

  /// The part of a field's digest that is kept, in hexadecimal digits: enough to find a change, short enough to be
  /// read. The one digest of the whole content is kept whole.
  private static let fieldDigits = 16

  /// The digest of the content's canonical text.
  var content: String
  /// The path and the digest of each field that holds no others, by path.
  var fields: [Field]

  struct Field: Equatable, Sendable {
    var path: String
    var digest: String
  }

  init(of content: JSONValue) {
    self.content = SHA256.hexadecimal(content.canonicalText)
    fields = content.leaves.map { Field(path: $0.path, digest: Self.digest(of: $0)) }
  }

  /// The digests that a document lists.
  init(reading value: JSONValue?) throws(CertificateFault) {
    guard case .object(let members)? = value else { throw .missing(Self.key) }
    guard case .string(let content)? = value?["content"] else { throw .missing("\(Self.key).content") }
    guard case .object(let fields)? = value?["fields"] else { throw .missing("\(Self.key).fields") }
    if let other = members.first(where: { !["content", "fields"].contains($0.key) }) {
      throw CertificateFault("\(JSONValue.path(Self.key, member: other.key)) is nothing that a certificate has")
    }
    self.content = content
    self.fields = []
    for (path, digest) in fields.sorted(by: { $0.key < $1.key }) {
      guard case .string(let digest) = digest else {
        throw CertificateFault("\(Self.path(ofField: path)) has to be a text")
      }
      self.fields.append(Field(path: path, digest: digest))
    }
  }

  var json: JSONValue {
    let digests = fields.map { ($0.path, JSONValue.string($0.digest)) }
    return .object(["content": .string(content), "fields": .object(Dictionary(digests) { first, _ in first })])
  }

  /// The places where these digests of a content and those that its document lists differ.
  func findings(listed: CertificateDigests) -> [CertificateFinding] {
    // If the whole is as it was, a field whose digest doesn't fit wasn't altered: the list was.
    let isContentSound = content == listed.content
    var listedDigests: [String: String] = [:]
    for field in listed.fields { listedDigests[field.path] = field.digest }
    var findings: [CertificateFinding] = []
    for field in fields {
      let place = isContentSound ? Self.path(ofField: field.path) : field.path
      guard let digest = listedDigests.removeValue(forKey: field.path) else {
        findings.append(
          isContentSound
            ? CertificateFinding(.removed, place, "it was listed when the certificate was written")
            : CertificateFinding(.added, place, "it was not there when the certificate was written"))
        continue
      }
      if digest != field.digest {
        findings.append(CertificateFinding(.altered, place, expected: digest, found: field.digest, of: "digest"))
      }
    }
    for field in listed.fields where listedDigests[field.path] != nil {
      findings.append(
        isContentSound
          ? CertificateFinding(.added, Self.path(ofField: field.path), "there is no such field")
          : CertificateFinding(.removed, field.path, "it was there when the certificate was written"))
    }
    if !isContentSound, findings.isEmpty {
      findings.append(
        CertificateFinding(
          .altered, "\(Self.key).content", expected: content, found: listed.content, of: "the content's digest"))
    }
    return findings
  }

  private static func path(ofField path: String) -> String {
    JSONValue.path("\(key).fields", member: path)
  }

  /// The path is part of it, so that two fields can't change places.
  private static func digest(of leaf: JSONValue.Leaf) -> String {
    String(SHA256.hexadecimal("\(leaf.path)=\(leaf.value.canonicalText)").prefix(fieldDigits))
  }
}
