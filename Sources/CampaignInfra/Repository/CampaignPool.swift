public import CampaignApplication
public import Logging

/// A pool of sessions on campaigns.
public typealias CampaignPool = PostgresPool<PostgresCampaignSession>

extension PostgresPool where Session == PostgresCampaignSession {
  /// A pool among the others of its process. `name` stands in the threads' names. `observer` hears what it does.
  public convenience init(
    _ configuration: PoolConfiguration, name: String, as member: SessionMember, observer: (any PoolObserver)? = nil,
    logger: Logger
  ) {
    self.init(configuration, name: name, as: member, observer: observer, logger: logger) {
      (configuration) throws(PostgresError) in
      let session = try PostgresCampaignSession(configuration)
      return PooledSession(session, on: session.connection)
    }
  }
}

extension PostgresPool: IssueDatabase where Session: IssueSession {}
extension PostgresPool: CreationDatabase where Session: CreationSession {}
extension PostgresPool: ReadingDatabase where Session: ReadingSession {}
extension PostgresPool: AgendaDatabase where Session: AgendaSession {}
