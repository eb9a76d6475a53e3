/// A demand on a session, so that the search for a host ends with it: libpq's target_session_attrs (PostgreSQL
/// documentation, section 34.1.2). It is looked at here and not by libpq, which says in words alone that a session was
/// not what was asked for.
enum SessionRequirement: String, CaseIterable {
  case any
  case readWrite = "read-write"
  case readOnly = "read-only"
  case primary
  case standby

  /// The requirements under which all hosts are tried in turn; the second only when no host met the first.
  /// Returns `nil` where `attributes` is none of the words that libpq knows.
  ///
  /// Writers need the host that takes writes, and with several hosts only a requirement leads there. The URL's own can
  /// say the same; one that says something else is meant for those who only read.
  static func passes(
    for access: PostgresAccess, attributes: String, hostCount: Int
  ) -> [SessionRequirement]? {
    let own: [SessionRequirement]
    switch (attributes, SessionRequirement(rawValue: attributes)) {
    case (_, let requirement?): own = [requirement]
    case ("", _): own = [.any]
    case ("prefer-standby", _): own = hostCount > 1 ? [.standby, .any] : [.any]
    default: return nil
    }
    switch access {
    case .any: return own
    case .readWrite where hostCount > 1: return [.readWrite]
    case .readWrite: return own == [.readWrite] || own == [.primary] ? own : [.any]
    }
  }

  /// The reason why a session is not the right one; `nil` where it is.
  func fault(of settings: SessionSettings) -> String? {
    switch self {
    case .any: nil
    case .readWrite: settings.isReadOnly ? "it is read-only" : nil
    case .readOnly: settings.isReadOnly ? nil : "it is not read-only"
    case .primary: settings.isInRecovery ? "it is a standby" : nil
    case .standby: settings.isInRecovery ? nil : "it is no standby"
    }
  }
}
