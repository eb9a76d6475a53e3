import CampaignApplication

/// The work of each thread of a pool: keep a session that answers, take work, hand the session over.
struct ConnectionWorker<Session: StorageSession>: Sendable {
  typealias Work = @Sendable (Result<Session, RepositoryError>) -> Void

  let configuration: PoolConfiguration
  let queue: WorkQueue<Work>
  let member: SessionMember
  let observer: (any PoolObserver)?
  let makeSession: @Sendable (PostgresConfiguration) throws(PostgresError) -> PooledSession<Session>

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
      case .validate: validate(&session)
      case nil: maintain(&session, idleSince)
      case .leave:
        if session != nil { release(&session) }
        return
      }
    }
  }

  /// The time until an idle session is probed or given back.
  private func timeLeft(_ session: PooledSession<Session>, _ idleSince: ContinuousClock.Instant) -> Duration {
    let probe = session.connection.nextProbe
    let end = idleSince + configuration.idleTimeout
    // The last session stays, and is probed on and on.
    return max(.zero, (end > .now ? min(probe, end) : probe) - .now)
  }

  private func serve(_ work: @escaping Work, on session: inout PooledSession<Session>?) {
    guard let standing = session else { return queue.change { $0.requeue(work) } }
    guard case .good = member.verdict(on: standing.connection), standing.connection.isAliveWhileIdle() else {
      // Another may serve it meanwhile.
      queue.change { $0.requeue(work) }
      return validate(&session)
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
    queue.withState { $0.proved() }
  }

  /// Sees to it that the session is good, or none.
  private func validate(_ session: inout PooledSession<Session>?) {
    guard let standing = session else { return }
    switch member.verdict(on: standing.connection) {
    case .good: if !standing.connection.isAliveWhileIdle() { drop(&session) }
    case .suspect: probe(&session)
    case .worthless: drop(&session)
    }
  }

  /// Nothing came for a while: a session that nobody needs is given back, another is probed.
  private func maintain(_ session: inout PooledSession<Session>?, _ idleSince: ContinuousClock.Instant) {
    guard let standing = session else { return }
    if idleSince + configuration.idleTimeout <= .now, queue.withState({ $0.releaseSession() }) {
      release(&session)
    } else if standing.connection.nextProbe <= .now {
      probe(&session)
    }
  }

  private func probe(_ session: inout PooledSession<Session>?) {
    guard let standing = session else { return }
    if (try? standing.connection.probe()) != nil {
      proved(&session)
    } else {
      drop(&session)
    }
  }

  private func release(_ session: inout PooledSession<Session>?) {
    session = nil
    member.ended()
    observer?.connectionEnded(isLost: false)
  }

  private func drop(_ session: inout PooledSession<Session>?) {
    // A server that became read-only may end the next one too, and so may a fault in new statements.
    let error = session?.connection.loss?.error
    let isFailure = error?.isReadOnly == true || error?.showsOutdatedStatements == true && session?.isProved == false
    session = nil
    member.ended()
    var generator = SystemRandomNumberGenerator()
    queue.withState { $0.lost(isFailure: isFailure, at: .now, using: &generator) }
    observer?.connectionEnded(isLost: true)
  }

  private func connect(_ worker: Int) -> PooledSession<Session>? {
    guard member.claim(orElse: { queue.withState { $0.refused(worker) } }) else { return nil }
    let beganAt = ContinuousClock.now
    do throws(PostgresError) {
      let session = try makeSession(configuration.postgres)
      queue.change { $0.connected(worker) }
      member.connected(session.connection)
      observer?.connectionMade(within: .now - beganAt)
      return session
    } catch {
      observer?.connectionFailed(after: .now - beganAt)
      member.attemptFailed(error, hasSession: queue.withState { $0.sessionCount > 0 })
      var generator = SystemRandomNumberGenerator()
      let (work, retryAfter) = queue.withState { state in
        (state.attemptFailed(worker, at: .now, using: &generator), state.retryAfter(at: .now))
      }
      let failure = RepositoryError(error, retryAfter: retryAfter ?? .milliseconds(50))
      for work in work { work(.failure(failure)) }
      return nil
    }
  }
}
