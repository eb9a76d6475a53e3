internal import Foundation

extension RaceCertificate {
  /// The order of the sections in a document; within them, and for whatever is not named here, by name.
  private static let order = [
    "format", "version", "inputs", "machine", "software", "times", "requests", "latency_us", "acknowledged", "database",
    "served", "invariants",
  ]

  /// The content of the document.
  var json: JSONValue {
    get throws(CertificateFault) {
      let content = try JSONValue(encoding: self)
      guard case .object(let members) = content else { return content }
      let places = Dictionary(uniqueKeysWithValues: zip(Self.order, Self.order.indices))
      return .object(members.sorted { places[$0.key] ?? .max < places[$1.key] ?? .max })
    }
  }

  /// Reads the content of a document; what a certificate doesn't have is passed over.
  init(reading content: JSONValue) throws(CertificateFault) {
    guard case .string(let format)? = content["format"], format == Self.format else {
      throw CertificateFault("this is not a race certificate: format is not \"\(Self.format)\"")
    }
    guard case .integer(let version)? = content["version"] else { throw .missing("version") }
    guard version == Self.version else {
      throw CertificateFault(
        "the certificate has version \(version), and this program reads version \(Self.version): use its own program")
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      self = try decoder.decode(Self.self, from: Data(content.canonicalText.utf8))
    } catch {
      throw CertificateFault(error)
    }
  }
}

extension JSONValue {
  /// A value as JSON, keys in snake case and by name.
  init(encoding value: some Encodable) throws(CertificateFault) {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      self = try JSONReader.read(Array(try encoder.encode(value)))
    } catch {
      throw CertificateFault("the certificate can't be written: \(error)")
    }
  }
}

extension CertificateFault {
  fileprivate init(_ error: any Error) {
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      self = .missing(Self.path(context.codingPath + [key]))
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      self.init("\(Self.path(context.codingPath)) is not of the kind that it has to be: \(context.debugDescription)")
    default:
      self.init("\(error)")
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    var path = ""
    for key in keys {
      if let index = key.intValue { path += "[\(index)]" } else { path = JSONValue.path(path, member: snakeCase(key)) }
    }
    return path
  }

  /// Our names have no two capitals side by side; the names of outcomes have no small letters.
  private static func snakeCase(_ key: any CodingKey) -> String {
    let name = key.stringValue
    guard name.contains(where: \.isLowercase) else { return name }
    return name.map { $0.isUppercase ? "_" + $0.lowercased() : String($0) }.joined()
  }
}
