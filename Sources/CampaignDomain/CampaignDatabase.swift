/// Where sessions come from: a bounded number of connections, each with a thread of its own.
public protocol CampaignDatabase: Sendable {
  /// Hands `work` a session on a connection's thread. Never blocks. `work` is called exactly once: with a failure when
  /// no connection can be had in time, on any thread and possibly before this returns.
  func perform(_ work: @escaping @Sendable (Result<any CampaignSession, RepositoryError>) -> Void)
}
