import CampaignApplication
import Dispatch
import Logging

/// A bounded number of connections, each with a thread of its own, behind a bounded queue. Connections are made when
/// they are first needed, or at once, and again, with back-off, when they break; while the database is away calls fail
/// at once. Those that nobody needs are given back.
///
/// It knows neither SQL nor what its sessions are for: `makeSession` makes them.
final class PostgresPool<Session: StorageSession>: SessionPool {
  private let queue: WorkQueue<ConnectionWorker<Session>.Work>
  private let running = DispatchGroup()
  private let member: SessionMember
  private let observer: (any PoolObserver)?

  /// Starts the threads, which connect when they should. `name` stands in the threads' names.
  init(
    _ configuration: PoolConfiguration, name: String, as member: SessionMember, observer: (any PoolObserver)?,
    logger: Logger,
    makeSession: @escaping @Sendable (PostgresConfiguration) throws(PostgresError) -> PooledSession<Session>
  ) {
    let connectionCount = max(1, configuration.connectionCount)
    let queue = WorkQueue<ConnectionWorker<Session>.Work>(
      capacity: configuration.queueCapacity, workers: connectionCount, connectsAtOnce: configuration.connectsAtOnce)
    let worker = ConnectionWorker(
      configuration: configuration, queue: queue, member: member, observer: observer, makeSession: makeSession)
    self.queue = queue
    self.member = member
    self.observer = observer
    member.onSignal { signal in
      switch signal {
      case .released: queue.change { $0.released() }
      case .suspect: queue.change { $0.suspect() }
      case .recovered: queue.change { $0.recovered() }
      }
    }
    logger.info(
      "database pool", metadata: ["pool": "\(name)", "connections": .stringConvertible(connectionCount)])
    let threads = (0..<connectionCount).filter { index in
      ConnectionThread.start(named: "\(name)-\(index)", in: running) { worker.run(index) }
    }
    if threads.isEmpty {
      logger.critical("no thread can be started for database connections")
      queue.close()
    }
  }

  deinit {
    stop()
  }

  /// Beyond `queueCapacity` the failure is `.busy`; after `close`, and while an attempt to connect failed a moment ago,
  /// it is `.unavailable`: all of them before this returns.
  func perform(_ work: @escaping @Sendable (Result<Session, RepositoryError>) -> Void) {
    guard let observer else { return add(work) }
    add(observer.observing(work))
  }

  private func add(_ work: @escaping ConnectionWorker<Session>.Work) {
    switch queue.add(work) {
    case .added: break
    case .full: work(.failure(.busy(retryAfter: .seconds(1))))
    case .closed: work(.failure(.unavailable(retryAfter: .seconds(1))))
    case .unavailable(let retryAfter): work(.failure(.unavailable(retryAfter: retryAfter)))
    }
  }

  /// Takes no more work; the work that waits is done, and the connections are closed.
  func stop() {
    queue.close()
    member.left()
  }

  /// Stops, and blocks until the connections are closed or `limit` has passed; false: it has passed. A server that
  /// doesn't answer keeps it for no longer than a round trip or an attempt to connect may take.
  @discardableResult
  func close(within limit: Duration) -> Bool {
    stop()
    return running.waitForThreads(within: limit)
  }
}
