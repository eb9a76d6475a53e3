import RPCCodec

/// The reason why a certificate can't be read, written or compared with the database: in one line, for a person.
public struct CertificateFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// The fault and its place; safe to print whatever the document holds.
  public let description: String

  /// A fault; a password has no place in it.
  public init(_ description: String) {
    self.description = PrintableText.escaped(description)
  }

  static func missing(_ path: String) -> CertificateFault { CertificateFault("\(path) is missing") }
}
