public import CampaignDomain
import Dispatch
public import Logging

/// A bounded number of connections, each with a thread of its own, behind a bounded queue. Connections are made when they
/// are first needed, or at once, and again, with back-off, when they break; while the database is away calls fail at once.
/// Those that nobody needs are given back.
public final class PostgresPool: CampaignDatabase {
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

  /// Starts the threads, which connect when they should. `name` stands in the threads' names.
  public init(_ configuration: Configuration, name: String, logger: Logger) {
    let queue = WorkQueue<ConnectionWorker.Work>(capacity: configuration.queueCapacity)
    let worker = ConnectionWorker(configuration: configuration, queue: queue, logger: logger)
    self.queue = queue
    logger.info(
      "database pool", metadata: ["pool": "\(name)", "connections": .stringConvertible(configuration.connectionCount)])
    var threadCount = 0
    for index in 0..<max(1, configuration.connectionCount) {
      let running = running
      running.enter()
      let isStarted = ConnectionThread.start(named: "\(name)-\(index)") {
        worker.run()
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
    queue.close()
  }

  /// Beyond `queueCapacity` the failure is `.busy`, and after `close` it is `.unavailable`, both before this returns.
  public func perform(_ work: @escaping @Sendable (Result<any CampaignSession, RepositoryError>) -> Void) {
    switch queue.add(work) {
    case .added: break
    case .full: work(.failure(.busy(retryAfter: .seconds(1))))
    case .closed: work(.failure(.unavailable(retryAfter: .seconds(1))))
    }
  }

  /// Takes no more work, does what waits, and closes the connections. Blocks until that is done or `limit` has passed;
  /// false: it has passed.
  @discardableResult
  public func close(within limit: Duration) -> Bool {
    queue.close()
    return running.wait(timeout: .now() + .milliseconds(Int(limit.milliseconds))) == .success
  }
}
