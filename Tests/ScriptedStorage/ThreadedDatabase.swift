package import CampaignApplication
import Dispatch

/// A database with one session on a thread of its own, as PostgreSQL's has.
package final class ThreadedDatabase: IssueDatabase, CreationDatabase, ReadingDatabase, AgendaDatabase,
  QueueJoinDatabase, QueueReadingDatabase, Sendable
{
  private let session: ScriptedSession
  private let queue = DispatchQueue(label: "threaded-database")

  package init(_ session: ScriptedSession) {
    self.session = session
  }

  package func perform(_ work: @escaping @Sendable (Result<ScriptedSession, RepositoryError>) -> Void) {
    queue.async { [session] in work(.success(session)) }
  }
}
