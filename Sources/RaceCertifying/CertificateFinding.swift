import RPCCodec

/// Something about a certificate that is not as it should be, and its place.
public struct CertificateFinding: Equatable, Sendable, CustomStringConvertible {
  enum Kind: String {
    /// The value is not the one that was written.
    case altered = "ALTERED"
    /// The value was written, and is gone.
    case removed = "REMOVED"
    /// The value is there, and was not written.
    case added = "ADDED"
    /// The database holds something else.
    case differs = "DIFFERS"
    /// An invariant does not hold.
    case broken = "BROKEN"
  }

  let kind: Kind
  /// The place in the document, such as `requests.outcomes.OK` or `invariants[3].held`.
  let path: String
  /// The fault, in a line.
  let detail: String

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
