import CampaignApplication

/// A session as its pool keeps it: with the connection that it speaks over.
struct PooledSession<Session: StorageSession> {
  let session: Session
  let connection: PostgresConnection
  /// It did what it should at least once.
  var isProved = false

  init(_ session: Session, on connection: PostgresConnection) {
    self.session = session
    self.connection = connection
  }

  /// True when it can serve once more; ends a transaction that a failed use case left open.
  func isReusable() -> Bool {
    if connection.isIdle { return true }
    guard !connection.isLost else { return false }
    try? session.rollback()
    return connection.isIdle
  }
}
