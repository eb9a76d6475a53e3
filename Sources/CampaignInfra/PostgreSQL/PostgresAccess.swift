/// What a session is for.
public enum PostgresAccess: Sendable {
  /// Changes, and reads that changes are decided by: a session ends when its server is or becomes read-only.
  case readWrite
  /// Reads that may be a little behind: a standby will do, where the URL admits one.
  case any
}

/// How a session learns that its server takes no changes.
enum ReadOnlyReport {
  /// The server tells by itself whenever it changes (PostgreSQL 14 and later).
  case told
  /// It has to be asked.
  case asked

  /// `serverVersion` as libpq has it: 140005 is 14.5.
  init(serverVersion: Int32) {
    self = serverVersion >= 140_000 ? .told : .asked
  }
}
