package import CampaignApplication
import Synchronization

/// A database with one session, which serves work when a test says so, on the test's own thread.
package final class ScriptedDatabase: IssueDatabase, CreationDatabase, ReadingDatabase, AgendaDatabase,
  QueueJoinDatabase, QueueReadingDatabase, Sendable
{
  private typealias Work = @Sendable (Result<ScriptedSession, RepositoryError>) -> Void

  package let session: ScriptedSession
  private let servesAtOnce: Bool
  private let waiting = Mutex<[Work]>([])

  /// With `servesAtOnce` work is done before `perform` returns.
  package init(_ session: ScriptedSession, servesAtOnce: Bool = false) {
    self.session = session
    self.servesAtOnce = servesAtOnce
  }

  package func perform(_ work: @escaping @Sendable (Result<ScriptedSession, RepositoryError>) -> Void) {
    if servesAtOnce {
      session.begin()
      work(.success(session))
    } else {
      waiting.withLock { $0.append(work) }
    }
  }

  /// The amount of work that waits for a connection.
  package var waitingCount: Int { waiting.withLock { $0.count } }

  /// Gives the session to the work that has waited longest, or fails it. Returns false if none waits.
  @discardableResult
  package func serveNext(failingWith error: RepositoryError? = nil) -> Bool {
    guard let work = waiting.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return false }
    session.begin()
    work(error.map { .failure($0) } ?? .success(session))
    return true
  }

  /// Serves until nothing waits.
  package func serveAll() {
    while serveNext() {}
  }
}
