/// One connection to the storage, as the use cases see it: it blocks, belongs to one thread, and has at most one
/// transaction open. Each kind of user has a protocol of its own, which says what the session can do.
public protocol StorageSession: SendableMetatype {
  /// True where nothing more can be asked of it: its connection broke, or the database refused what only a new session
  /// can do. Where that ended work with `.unavailable` nothing was saved, and the same may be asked of another session.
  var isOver: Bool { get }

  /// Ends the open transaction, if one is, and keeps nothing of it.
  func rollback() throws(RepositoryError)
}

/// The source of sessions: a bounded number of connections, each with a thread of its own. A use case names the
/// sessions that it needs: `any IssueDatabase`, `any ReadingDatabase`.
public protocol SessionPool<Session>: Sendable {
  associatedtype Session: StorageSession

  /// Hands `work` a session on a connection's thread. Never blocks. `work` is called exactly once: with a failure when
  /// no connection can be had in time, on any thread and possibly before this returns.
  func perform(_ work: @escaping @Sendable (Result<Session, RepositoryError>) -> Void)
}

extension SessionPool {
  /// Runs `body` with a session for a call, unless its time is over, and completes with what it returns. Where the
  /// session is over before anything was saved, it is run once more with another.
  func perform<Output: Sendable>(
    for call: Call, isRepeat: Bool = false, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void,
    _ body: @escaping @Sendable (Session) throws(UseCaseError) -> Output
  ) {
    perform { session in
      guard !call.isOver() else { return completion(.failure(.deadlineExceeded)) }
      let result: Result<Output, UseCaseError>
      do throws(RepositoryError) {
        let session = try session.get()
        do throws(UseCaseError) {
          result = .success(try body(session))
        } catch {
          if case .databaseUnavailable = error, session.isOver, !isRepeat {
            return perform(for: call, isRepeat: true, completion: completion, body)
          }
          result = .failure(error)
        }
      } catch {
        result = .failure(UseCaseError(error))
      }
      completion(result)
    }
  }
}

extension StorageSession {
  /// Runs one step and maps its error.
  func attempt<Value>(_ step: () throws(RepositoryError) -> Value) throws(UseCaseError) -> Value {
    do throws(RepositoryError) { return try step() } catch { throw UseCaseError(error) }
  }
}
