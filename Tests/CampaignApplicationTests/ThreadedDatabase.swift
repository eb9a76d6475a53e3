import CampaignApplication
import CampaignDomain
import Dispatch

/// A database with one session on a thread of its own, as PostgreSQL's has.
final class ThreadedDatabase: IssueDatabase, CreationDatabase, ReadingDatabase, AgendaDatabase, Sendable {
  private let session: ScriptedSession
  private let queue = DispatchQueue(label: "threaded-database")

  init(_ session: ScriptedSession) {
    self.session = session
  }

  func perform(_ work: @escaping @Sendable (Result<ScriptedSession, RepositoryError>) -> Void) {
    queue.async { [session] in work(.success(session)) }
  }
}
