import Synchronization

/// A pool of sessions, or a listener, which has one, among the others of its process.
public final class SessionMember: Sendable {
  /// News from the other members.
  enum Signal {
    /// Every member has a session that can have one: this one, which was refused a further one, may try again.
    case released
    /// Its sessions are in doubt.
    case doubt
    /// Another one reached the database after an outage.
    case recovered
  }

  let id: Int
  private let sessions: DatabaseSessions
  private let ear = Mutex<(@Sendable (Signal) -> Void)?>(nil)

  init(id: Int, sessions: DatabaseSessions) {
    self.id = id
    self.sessions = sessions
  }

  /// Has `body` run for each signal of the others. It must not block, and must not ask anything of the member.
  func onSignal(_ body: @escaping @Sendable (Signal) -> Void) { ear.withLock { $0 = body } }

  func hear(_ signal: Signal) { ear.withLock({ $0 })?(signal) }

  func verdict(on connection: PostgresConnection) -> SessionDoubt.Verdict { sessions.verdict(on: connection) }

  /// True where a session may be made now. `refused` is run where not, and `.released` comes later.
  func claim(orElse refused: () -> Void) -> Bool { sessions.claim(id, orElse: refused) }

  /// A session that was claimed stands.
  func connected(_ connection: PostgresConnection) {
    let madeAt = connection.madeAt
    connection.onLoss = { [sessions, id] loss in sessions.lost(id, loss, madeAt: madeAt) }
    sessions.connected(id)
  }

  /// It could not be made.
  func attemptFailed(_ error: PostgresError, hasSession: Bool = false) {
    sessions.attemptFailed(id, error, hasSession: hasSession)
  }

  /// A session is no more, whatever the reason.
  func ended() { sessions.ended(id) }

  /// A session did what it should.
  func served() { sessions.served(id) }

  /// No more sessions are wanted.
  func left() { sessions.left(id) }
}
