public import CampaignApplication
public import Logging

/// A pool of sessions on campaigns. A type of its own, so that the pool's code is made for these sessions: code for any
/// looks up types for each call.
public final class CampaignPool: IssueDatabase, CreationDatabase, ReadingDatabase, AgendaDatabase, QueueJoinDatabase,
  QueueReadingDatabase, QueueBatchDatabase
{
  private let pool: PostgresPool<PostgresCampaignSession>

  /// A pool among the others of its process. `name` stands in the threads' names. `gate`: the one who opens what its
  /// sessions return; `nil`: nothing of it is held, for nobody is told of it. `observer` hears what it does.
  public init(
    _ configuration: PoolConfiguration, name: String, as member: SessionMember, gate: PostgresDurabilityGate? = nil,
    observer: (any PoolObserver)? = nil, logger: Logger
  ) {
    pool = PostgresPool(configuration, name: name, as: member, observer: observer, logger: logger) {
      (configuration) throws(PostgresError) in
      let session = try PostgresCampaignSession(configuration, gate: gate)
      return PooledSession(session, on: session.connection)
    }
  }

  /// Hands `work` a session on a connection's thread, as `PostgresPool` does.
  public func perform(_ work: @escaping @Sendable (Result<PostgresCampaignSession, RepositoryError>) -> Void) {
    pool.perform(work)
  }

  /// Takes no more work; the work that waits is done, and the connections are closed.
  public func stop() { pool.stop() }

  /// Stops, and blocks until the connections are closed or `limit` has passed; false: it has passed.
  @discardableResult
  public func close(within limit: Duration) -> Bool { pool.close(within: limit) }
}
