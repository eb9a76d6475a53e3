public import CampaignApplication
import Dispatch
public import Logging

/// A bounded number of connections, each with a thread of its own, behind a bounded queue. Connections are made when they
/// are first needed, or at once, and again, with back-off, when they break; while the database is away calls fail at once.
/// Those that nobody needs are given back.
public final class PostgresPool: IssueDatabase, CreationDatabase, ReadingDatabase, AgendaDatabase {
  /// How many connections, to where, and how much may wait for them.
  public struct Configuration: Sendable {
    /// How each connection is made.
    public var postgres: PostgresConfiguration
    /// At least 1. Few suffice: groups need connections, callers don't.
    public var connectionCount: Int
    /// How much work may wait for a connection.
    public var queueCapacity: Int
    /// Whether connections are made before there is work: a server's first caller at an opening doesn't wait for one.
    public var connectsAtOnce: Bool
    /// A connection without work for so long is given back to the database, but for one, which stays warm.
    public var idleTimeout: Duration

    /// `queueCapacity` counts groups and reads, not the calls that wait in lanes.
    public init(
      postgres: PostgresConfiguration, connectionCount: Int, queueCapacity: Int = 4096, connectsAtOnce: Bool = false,
      idleTimeout: Duration = .seconds(60)
    ) {
      self.postgres = postgres
      self.connectionCount = connectionCount
      self.queueCapacity = queueCapacity
      self.connectsAtOnce = connectsAtOnce
      self.idleTimeout = idleTimeout
    }
  }

  private let queue: WorkQueue<ConnectionWorker.Work>
  private let running = DispatchGroup()
  private let member: SessionMember

  /// A pool that shares the database with nothing else in its process.
  public convenience init(_ configuration: Configuration, name: String, logger: Logger) {
    let sessions = DatabaseSessions(logger: logger)
    self.init(configuration, name: name, as: sessions.join(keepsOne: configuration.connectsAtOnce), logger: logger)
  }

  /// Starts the threads, which connect when they should. `name` stands in the threads' names.
  public init(_ configuration: Configuration, name: String, as member: SessionMember, logger: Logger) {
    let connectionCount = max(1, configuration.connectionCount)
    let queue = WorkQueue<ConnectionWorker.Work>(
      capacity: configuration.queueCapacity, workers: connectionCount, connectsAtOnce: configuration.connectsAtOnce)
    let worker = ConnectionWorker(configuration: configuration, queue: queue, member: member)
    self.queue = queue
    self.member = member
    member.onSignal { signal in
      switch signal {
      case .released: queue.released()
      case .doubt: queue.doubt()
      case .recovered: queue.recovered()
      }
    }
    logger.info(
      "database pool", metadata: ["pool": "\(name)", "connections": .stringConvertible(connectionCount)])
    var threadCount = 0
    for index in 0..<connectionCount {
      let running = running
      running.enter()
      let isStarted = ConnectionThread.start(named: "\(name)-\(index)") {
        worker.run(index)
        running.leave()
      }
      if isStarted {
        threadCount += 1
      } else {
        running.leave()
      }
    }
    if threadCount == 0 {
      logger.critical("no thread can be started for database connections")
      queue.close()
    }
  }

  deinit {
    stop()
  }

  /// Beyond `queueCapacity` the failure is `.busy`; after `close`, and while an attempt to connect failed a moment ago, it is
  /// `.unavailable`: all of them before this returns.
  public func perform(_ work: @escaping @Sendable (Result<PostgresCampaignSession, RepositoryError>) -> Void) {
    switch queue.add(work) {
    case .added: break
    case .full: work(.failure(.busy(retryAfter: .seconds(1))))
    case .closed: work(.failure(.unavailable(retryAfter: .seconds(1))))
    case .unavailable(let retryAfter): work(.failure(.unavailable(retryAfter: retryAfter)))
    }
  }

  /// Takes no more work; the work that waits is done, and the connections are closed.
  public func stop() {
    queue.close()
    member.left()
  }

  /// Stops, and blocks until the connections are closed or `limit` has passed; false: it has passed. A server that doesn't
  /// answer keeps it for no longer than a round trip or an attempt to connect may take.
  @discardableResult
  public func close(within limit: Duration) -> Bool {
    stop()
    return running.wait(timeout: .now() + .milliseconds(Int(limit.milliseconds))) == .success
  }
}
