import CampaignDomain
import Logging
import Synchronization

/// What each thread of a pool does: take work, have a connection that stands, hand it over.
final class ConnectionWorker: Sendable {
  typealias Work = @Sendable (Result<any CampaignSession, RepositoryError>) -> Void

  private let configuration: PostgresConfiguration
  private let queue: WorkQueue<Work>
  private let logger: Logger
  /// Shared by the threads: when one of them could not connect, none tries before its time has come.
  private let backoff = Mutex(ReconnectBackoff())

  init(configuration: PostgresConfiguration, queue: WorkQueue<Work>, logger: Logger) {
    self.configuration = configuration
    self.queue = queue
    self.logger = logger
  }

  /// Works until the queue is closed.
  func run(connectsAtOnce: Bool) {
    // A failure is logged; the first work tries again.
    var session: PostgresCampaignSession? = connectsAtOnce ? try? connect() : nil
    while let work = queue.next() {
      if let standing = session, !standing.connection.isAliveWhileIdle() {
        logger.notice("a database connection broke while it was idle")
        session = nil
      }
      do throws(RepositoryError) {
        let standing: PostgresCampaignSession = if let session { session } else { try connect() }
        session = standing
        work(.success(standing))
        if !standing.isReusable() {
          logger.warning("a database connection broke", metadata: ["reason": "\(standing.connection.errorMessage)"])
          session = nil
        }
      } catch {
        work(.failure(error))
      }
    }
  }

  private func connect() throws(RepositoryError) -> PostgresCampaignSession {
    if let left = backoff.withLock({ $0.timeLeft(at: .now) }) { throw .unavailable(retryAfter: left) }
    do throws(PostgresError) {
      let session = try PostgresCampaignSession(configuration)
      backoff.withLock { $0.succeeded() }
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
