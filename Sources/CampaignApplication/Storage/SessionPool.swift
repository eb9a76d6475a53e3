/// One connection to the storage, as the use cases see it: it blocks, belongs to one thread, and has at most one
/// transaction open. Each kind of user has a protocol of its own, which says what the session can do.
public protocol StorageSession: SendableMetatype {
  /// True where nothing more can be asked of it: its connection broke, or the database refused what only a new session
  /// can do. Where that ended work with `.unavailable` nothing was saved, and the same may be asked of another session.
  var isOver: Bool { get }

  /// Ends the open transaction, if one is, and keeps nothing of it. Nothing of what was read in it may be told.
  func rollback() throws(RepositoryError)

  /// Ends the open transaction, in which nothing changed, and returns the hold on what was read in it, which follows
  /// from `rows` alone. `nil`: it may be told.
  func endUnchanged(telling rows: [HeldRow]) throws(RepositoryError) -> Hold?
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
  /// Runs `body` with a session for a call, unless its time is over, and completes with what it returns, once that may
  /// be told. Where the session is over before anything was saved, or the gate lost its connection, it is run once
  /// more. `body` throws what says nothing of the database's state, or that something isn't there.
  func perform<Output: Sendable>(
    for call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void,
    _ body: @escaping @Sendable (Session) throws(UseCaseError) -> HeldResult<Output>
  ) {
    performHeld(for: call, isRepeat: false, completion: completion, body)
  }

  private func performHeld<Output: Sendable>(
    for call: Call, isRepeat: Bool, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void,
    _ body: @escaping @Sendable (Session) throws(UseCaseError) -> HeldResult<Output>
  ) {
    let held: @Sendable (Result<HeldResult<Output>, UseCaseError>) -> Void = { result in
      switch result {
      case .failure(let error): completion(.failure(error))
      case .success(let held):
        let gate = held.hold?.gate
        held.open { answer in
          if let answer { return completion(answer) }
          guard !isRepeat, gate?.isClosed == false else { return completion(.failure(.notDurable)) }
          self.performHeld(for: call, isRepeat: true, completion: completion, body)
        }
      }
    }
    perform(for: call, isRepeat: false, completion: held, body)
  }

  /// The same for a job, which tells nobody outside: what it does next it commits synchronously, or not at all.
  func performJob<Output: Sendable>(
    completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void,
    _ body: @escaping @Sendable (Session) throws(UseCaseError) -> Output
  ) {
    perform(for: Call(), isRepeat: false, completion: completion, body)
  }

  private func perform<Output: Sendable>(
    for call: Call, isRepeat: Bool, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void,
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
