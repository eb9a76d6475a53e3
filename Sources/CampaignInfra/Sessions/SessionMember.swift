import Logging
import Synchronization

/// A pool of sessions, or a listener, which has one, among the others of its process.
public final class SessionMember: Sendable {
  /// News from the other members.
  enum Signal {
    /// Every member has a session that can have one: this one, which was refused a further one, may try again.
    case released
    /// Its sessions are suspect.
    case suspect
    /// Another one reached the database after an outage.
    case recovered
  }

  let id: Int
  private let sessions: DatabaseSessions
  private let handler = Mutex<(@Sendable (Signal) -> Void)?>(nil)

  init(id: Int, sessions: DatabaseSessions) {
    self.id = id
    self.sessions = sessions
  }

  /// Has `handler` run for each signal of the others. It must not block, and must not ask anything of the member.
  func onSignal(_ handler: @escaping @Sendable (Signal) -> Void) { self.handler.withLock { $0 = handler } }

  func receive(_ signal: Signal) { handler.withLock({ $0 })?(signal) }

  func verdict(on connection: PostgresConnection) -> SessionHealth.Verdict {
    sessions.health.withLock { $0.verdict(madeAt: connection.madeAt, heardAt: connection.heardAt) }
  }

  /// True where a session may be made now. `refused` is run where not, before a later transition can name the member,
  /// and `.released` comes later. `yields`: the first sessions of all others come first.
  func claim(yields: Bool = false, orElse refused: () -> Void) -> Bool {
    sessions.members.withLock { members in
      let isGranted = members.order.claim(id, yields: yields)
      if !isGranted { refused() }
      return isGranted
    }
  }

  /// A session that was claimed stands.
  func connected(_ connection: PostgresConnection) {
    let madeAt = connection.madeAt
    connection.onLoss = { [self] loss in lost(loss, madeAt: madeAt) }
    sessions.change { $0.connected(id) }
    sessions.shortage.served(id)
    guard sessions.isOutage else { return }
    sessions.outage.served(id)
    sessions.send(.recovered, exceptTo: id)
  }

  /// It could not be made. `hasSession`: the member has others, and goes on with them.
  func attemptFailed(_ error: PostgresError, hasSession: Bool = false) {
    sessions.change { $0.failed(id, isShortage: error.isShortage) }
    let log = hasSession && error.isShortage ? sessions.shortage : sessions.outage
    log.failed(id, Outage.Cause(error, host: error.host))
  }

  /// A session was found to be over, by whoever used it.
  private func lost(_ loss: ConnectionLoss, madeAt: ContinuousClock.Instant) {
    if loss.error.showsOutdatedStatements {
      let isNews = sessions.health.withLock { $0.renew(at: .now, madeAt: madeAt) }
      if isNews { sessions.logger.notice("database sessions begin anew", metadata: ["reason": "\(loss.error)"]) }
    } else {
      sessions.health.withLock { $0.suspect(at: .now) }
      sessions.outage.failed(id, Outage.Cause(loss.error, host: loss.host))
    }
    sessions.send(.suspect)
  }

  /// A session is no more, whatever the reason.
  func ended() {
    sessions.change { $0.ended(id) }
    if sessions.members.withLock({ $0.order.isContent(id) }) { sessions.outage.served(id) }
  }

  /// A session did what it should.
  func served() { sessions.outage.served(id) }

  /// No more sessions are wanted.
  func left() {
    sessions.members.withLock { members in members.all.removeAll { $0.id == id } }
    sessions.change { $0.left(id) }
    sessions.shortage.served(id)
    sessions.outage.served(id)
  }
}

extension Outage.Cause {
  fileprivate init(_ error: PostgresError, host: String?) {
    self.init(reason: error.reason, sqlState: error.sqlState?.rawValue, host: host)
  }
}
