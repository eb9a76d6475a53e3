import CampaignApplication

/// The work of each thread of a pool: keep a session that answers, take work, hand the session over.
final class ConnectionWorker<Session: StorageSession>: Sendable {
  typealias Work = @Sendable (Result<Session, RepositoryError>) -> Void

  private let configuration: PoolConfiguration
  private let queue: WorkQueue<Work>
  private let member: SessionMember
  private let observer: (any PoolObserver)?
  private let makeSession: @Sendable (PostgresConfiguration) throws(PostgresError) -> PooledSession<Session>

  init(
    configuration: PoolConfiguration, queue: WorkQueue<Work>, member: SessionMember, observer: (any PoolObserver)?,
    makeSession: @escaping @Sendable (PostgresConfiguration) throws(PostgresError) -> PooledSession<Session>
  ) {
    self.configuration = configuration
    self.queue = queue
    self.member = member
    self.observer = observer
    self.makeSession = makeSession
  }

  /// Works until the queue is closed. Workers are 0, 1, 2…
  func run(_ worker: Int) {
    var session: PooledSession<Session>?
    var idleSince = ContinuousClock.now
    while true {
      switch queue.next(for: worker, hasSession: session != nil, within: session.map { timeLeft($0, idleSince) }) {
      case .serve(let work):
        serve(work, on: &session)
        idleSince = .now
      case .connect:
        session = connect(worker)
        idleSince = .now
      case .look: look(at: &session)
      case nil: tend(&session, idleSince)
      case .leave:
        if session != nil {
          member.ended()
          observer?.connectionEnded(isLost: false)
        }
        return
      }
    }
  }

  /// The time until an idle session is asked or given back.
  private func timeLeft(_ session: PooledSession<Session>, _ idleSince: ContinuousClock.Instant) -> Duration {
    let question = session.connection.heardAt + configuration.postgres.liveness.questionInterval
    let end = idleSince + configuration.idleTimeout
    // The last session stays, and is asked on and on.
    return max(.zero, (end > .now ? min(question, end) : question) - .now)
  }

  private func serve(_ work: @escaping Work, on session: inout PooledSession<Session>?) {
    guard let standing = session else { return queue.giveBack(work) }
    guard case .isGood = member.verdict(on: standing.connection), standing.connection.isAliveWhileIdle() else {
      // Another may serve it meanwhile.
      queue.giveBack(work)
      return look(at: &session)
    }
    work(.success(standing.session))
    if standing.isReusable() {
      proved(&session)
    } else {
      drop(&session)
    }
  }

  private func proved(_ session: inout PooledSession<Session>?) {
    member.served()
    guard session?.isProved == false else { return }
    session?.isProved = true
    queue.proved()
  }

  /// Sees to it that the session is good, or none.
  private func look(at session: inout PooledSession<Session>?) {
    guard let standing = session else { return }
    switch member.verdict(on: standing.connection) {
    case .isGood: if !standing.connection.isAliveWhileIdle() { drop(&session) }
    case .ask: ask(&session)
    case .replace: drop(&session)
    }
  }

  /// Nothing came for a while: a session that nobody needs is given back, another is asked.
  private func tend(_ session: inout PooledSession<Session>?, _ idleSince: ContinuousClock.Instant) {
    guard let standing = session else { return }
    if idleSince + configuration.idleTimeout <= .now, queue.giveBackSession() {
      session = nil
      member.ended()
      observer?.connectionEnded(isLost: false)
    } else if standing.connection.heardAt + configuration.postgres.liveness.questionInterval <= .now {
      ask(&session)
    }
  }

  private func ask(_ session: inout PooledSession<Session>?) {
    guard let standing = session else { return }
    if (try? standing.connection.ask()) != nil {
      proved(&session)
    } else {
      drop(&session)
    }
  }

  private func drop(_ session: inout PooledSession<Session>?) {
    // A server that became read-only may end the next one too, and so may a fault in new statements.
    let error = session?.connection.loss?.error
    let isFailure = error?.isReadOnly == true || error?.showsOutdatedStatements == true && session?.isProved == false
    session = nil
    member.ended()
    queue.lost(isFailure: isFailure)
    observer?.connectionEnded(isLost: true)
  }

  private func connect(_ worker: Int) -> PooledSession<Session>? {
    guard member.claim(orElse: { queue.refused(worker) }) else { return nil }
    let beganAt = ContinuousClock.now
    do throws(PostgresError) {
      let session = try makeSession(configuration.postgres)
      queue.connected(worker)
      member.connected(session.connection)
      observer?.connectionMade(within: .now - beganAt)
      return session
    } catch {
      observer?.connectionFailed(after: .now - beganAt)
      member.attemptFailed(error, hasSession: queue.hasSession)
      let work = queue.attemptFailed(worker)
      let failure = RepositoryError(error, at: .beforeCommit, retryAfter: queue.retryAfter ?? .milliseconds(50))
      for work in work { work(.failure(failure)) }
      return nil
    }
  }
}
