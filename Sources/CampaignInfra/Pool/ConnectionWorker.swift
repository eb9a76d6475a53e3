import CampaignDomain
import Logging
import Synchronization

/// What each thread of a pool does: take work, have a connection that stands, hand it over.
final class ConnectionWorker: Sendable {
  typealias Work = @Sendable (Result<any CampaignSession, RepositoryError>) -> Void

  private let configuration: PostgresPool.Configuration
  private let queue: WorkQueue<Work>
  private let logger: Logger
  /// Shared by the threads: when one of them could not connect, none tries before its time has come.
  private let backoff = Mutex(ReconnectBackoff())
  /// How many connections the threads have, broken ones that nobody looked at included.
  private let connectionCount = Mutex(0)

  init(configuration: PostgresPool.Configuration, queue: WorkQueue<Work>, logger: Logger) {
    self.configuration = configuration
    self.queue = queue
    self.logger = logger
  }

  /// Works until the queue is closed.
  func run() {
    let worker = WorkQueue<Work>.Worker()
    // A failure is logged; the first work tries again.
    var session: PostgresCampaignSession? = configuration.connectsAtOnce ? try? connect() : nil
    while true {
      let isReady = session != nil
      switch queue.next(for: worker, isReady: isReady, within: isReady ? configuration.idleTimeout : nil) {
      case .work(let work): serve(work, on: &session)
      // What waits is this worker's to fail, if it can't connect and nobody else took it.
      case .getReady: if session == nil { session = try? connect() }
      case .none: giveBack(&session)
      case .closed: return
      }
    }
  }

  private func serve(_ work: Work, on session: inout PostgresCampaignSession?) {
    if let standing = session, !standing.connection.isAliveWhileIdle() {
      logger.notice("a database connection broke while it was idle")
      drop(&session)
    }
    do throws(RepositoryError) {
      let standing: PostgresCampaignSession = if let session { session } else { try connect() }
      session = standing
      work(.success(standing))
      if !standing.isReusable() {
        logger.warning("a database connection broke", metadata: ["reason": "\(standing.connection.errorMessage)"])
        drop(&session)
      }
    } catch {
      work(.failure(error))
    }
  }

  /// The last connection stays: whoever comes next must not wait for one.
  private func giveBack(_ session: inout PostgresCampaignSession?) {
    let isSpare = connectionCount.withLock { count in
      guard count > 1 else { return false }
      count -= 1
      return true
    }
    if isSpare { session = nil }
  }

  private func drop(_ session: inout PostgresCampaignSession?) {
    session = nil
    connectionCount.withLock { $0 -= 1 }
  }

  private func connect() throws(RepositoryError) -> PostgresCampaignSession {
    if let left = backoff.withLock({ $0.timeLeft(at: .now) }) { throw .unavailable(retryAfter: left) }
    do throws(PostgresError) {
      let session = try PostgresCampaignSession(configuration.postgres)
      backoff.withLock { $0.succeeded() }
      connectionCount.withLock { $0 += 1 }
      return session
    } catch {
      let left = backoff.withLock { backoff in
        var generator = SystemRandomNumberGenerator()
        backoff.failed(at: .now, using: &generator)
        return backoff.timeLeft(at: .now)
      }
      logger.error("no database connection", metadata: ["reason": "\(error)"])
      // A statement that can't be prepared is a schema that is not ours, and not a database that is away.
      throw RepositoryError(error, at: .beforeCommit, retryAfter: left ?? .milliseconds(50))
    }
  }
}
