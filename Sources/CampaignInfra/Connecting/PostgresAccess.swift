/// What the sessions of a configuration are for, where its URL names several hosts.
public enum PostgresAccess: Hashable, Sendable {
  /// They write: of several hosts the one that takes writes, whatever the URL's target_session_attrs says.
  case readWrite
  /// They only read: any host that the URL's target_session_attrs admits.
  case any
}
