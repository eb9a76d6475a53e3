import CampaignDomain
import Dispatch

/// A database with one session on a thread of its own, as PostgreSQL's has.
final class ThreadedDatabase: CampaignDatabase, Sendable {
  private let session: ScriptedSession
  private let queue = DispatchQueue(label: "threaded-database")

  init(_ session: ScriptedSession) {
    self.session = session
  }

  func perform(_ work: @escaping @Sendable (Result<any CampaignSession, RepositoryError>) -> Void) {
    queue.async { [session] in work(.success(session)) }
  }
}
