internal import LoadReporting

extension RaceCertificate {
  /// The content of the document.
  var json: JSONValue {
    get throws(CertificateFault) {
      do { return try JSONValue(encoding: self) } catch { throw CertificateFault(error.description) }
    }
  }

  /// Reads the content of a document; members that a certificate doesn't have are passed over.
  init(reading content: JSONValue) throws(CertificateFault) {
    guard content["format"] == .string(Self.format) else {
      throw CertificateFault("this is not a race certificate: format is not \"\(Self.format)\"")
    }
    guard case .integer(let version)? = content["version"] else { throw .missing("version") }
    guard version == Self.version else {
      throw CertificateFault(
        "the certificate has version \(version), and this program reads version \(Self.version): use its own program")
    }
    do {
      self = try JSONFault.decode(Self.self, from: Array(content.canonicalText.utf8))
    } catch {
      throw CertificateFault(error.description)
    }
  }
}
