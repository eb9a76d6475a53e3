import RPCCodec

/// Something about a certificate that is not as it should be, and where.
public struct CertificateFinding: Equatable, Sendable, CustomStringConvertible {
  /// What kind of thing it is.
  public enum Kind: String, Sendable {
    /// The value is not the one that was written.
    case altered = "ALTERED"
    /// It was written, and is gone.
    case removed = "REMOVED"
    /// It is there, and was not written.
    case added = "ADDED"
    /// The database holds something else.
    case differs = "DIFFERS"
    /// An invariant does not hold.
    case broken = "BROKEN"
  }

  /// What kind of thing it is.
  public var kind: Kind
  /// Where in the document, such as `requests.outcomes.OK` or `invariants[3].held`.
  public var path: String
  /// What is wrong, in a line.
  public var detail: String

  init(_ kind: Kind, _ path: String, _ detail: String) {
    self.kind = kind
    self.path = path
    self.detail = detail
  }

  init(_ kind: Kind, _ path: String, expected: String, found: String, of subject: String = "") {
    self.init(kind, path, (subject.isEmpty ? "" : "\(subject): ") + "expected \(expected), found \(found)")
  }

  /// One line, safe to print whatever the certificate holds.
  public var description: String { PrintableText.escaped("\(kind.rawValue)  \(path): \(detail)") }
}
