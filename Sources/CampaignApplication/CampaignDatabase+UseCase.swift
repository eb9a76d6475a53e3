import CampaignDomain

extension CampaignDatabase {
  /// Runs `body` with a session for a call, unless its time is over, and completes with what it returns. Where the session is
  /// over before anything was saved, it is run once more with another.
  func perform<Output: Sendable>(
    for call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void,
    _ body: @escaping @Sendable (any CampaignSession) throws(UseCaseError) -> Output
  ) {
    perform(for: call, isRepeat: false, completion: completion, body)
  }

  private func perform<Output: Sendable>(
    for call: Call, isRepeat: Bool, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void,
    _ body: @escaping @Sendable (any CampaignSession) throws(UseCaseError) -> Output
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

extension CampaignSession {
  /// Lock → decide → commit, for one call: `decide` returns nil where there is nothing to change. Returns the campaign as
  /// it then is; `observer` hears what became of it. `lockTimeout`: how long the row is waited for; `nil`: as long as the
  /// connection's own limit.
  func change(
    _ id: CampaignID, for call: Call, telling observer: (any CampaignChangeObserver)?, lockTimeout: Duration? = nil,
    _ decide: (LockedCampaign) throws(CampaignRefusal) -> CampaignChange?
  ) throws(UseCaseError) -> Campaign {
    do throws(UseCaseError) {
      return try changed(id, for: call, telling: observer, lockTimeout: lockTimeout, decide).get()
    } catch {
      // A lock that was not granted has to be rolled back, too: a job changes the next campaign on the same session.
      // What the caller hears is why it failed, not that the clean-up failed too: the pool drops such a connection.
      try? rollback()
      throw error
    }
  }

  private func changed(
    _ id: CampaignID, for call: Call, telling observer: (any CampaignChangeObserver)?, lockTimeout: Duration?,
    _ decide: (LockedCampaign) throws(CampaignRefusal) -> CampaignChange?
  ) -> Result<Campaign, UseCaseError> {
    do throws(RepositoryError) {
      do throws(RepositoryError) {
        return try changeOnce(id, for: call, telling: observer, lockTimeout: lockTimeout, decide)
      } catch .transitionIDTaken {
        return try changeOnce(id, for: call, telling: observer, lockTimeout: lockTimeout, decide)
      } catch {
        throw error
      }
    } catch {
      return .failure(UseCaseError(error))
    }
  }

  private func changeOnce(
    _ id: CampaignID, for call: Call, telling observer: (any CampaignChangeObserver)?, lockTimeout: Duration?,
    _ decide: (LockedCampaign) throws(CampaignRefusal) -> CampaignChange?
  ) throws(RepositoryError) -> Result<Campaign, UseCaseError> {
    guard let locked = try lock(LockRequest(id, lockTimeout: lockTimeout)) else {
      return .failure(.campaignNotFound(id))
    }
    guard call.beginDecision() else { return .failure(.deadlineExceeded) }
    let change: CampaignChange?
    do throws(CampaignRefusal) { change = try decide(locked) } catch { return .failure(UseCaseError(error)) }
    guard let change else {
      try rollback()
      return .success(locked.campaign)
    }
    let saved = try commit(change)
    observer?.changed(change.transitions, of: saved)
    return .success(saved)
  }

  /// Runs one step and maps its error.
  func attempt<Value>(_ step: () throws(RepositoryError) -> Value) throws(UseCaseError) -> Value {
    do throws(RepositoryError) { return try step() } catch { throw UseCaseError(error) }
  }
}
