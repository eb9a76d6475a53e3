/// The purpose of a configuration's sessions, which chooses among the hosts of its URL.
public enum PostgresAccess: Hashable, Sendable {
  /// They write: of several hosts the one that takes writes, whatever the URL's target_session_attrs says.
  case readWrite
  /// They only read: any host that the URL's target_session_attrs admits.
  case any
}
