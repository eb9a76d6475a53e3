import RPCCodec

/// Why a document can't be read as a certificate of this version: in one line, for a person.
public struct CertificateFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, and where; safe to print whatever the document holds.
  public let description: String

  init(_ description: String) {
    self.description = PrintableText.escaped(description)
  }

  static func missing(_ path: String) -> CertificateFault { CertificateFault("\(path) is missing") }
}
