import CampaignDomain

extension IssueSession {
  /// Lock → decide → commit, for one call: `decide` returns `nil` where there is nothing to change. Returns the
  /// campaign as it then is; `observer` hears what became of it. `lockTimeout`: the time for which the row is waited
  /// for; `nil`: as long as the connection's own limit.
  func change(
    _ id: CampaignID, for call: Call, telling observer: (any CampaignChangeObserver)?, lockTimeout: Duration? = nil,
    _ decide: (IssueBasis) throws(CampaignRefusal) -> CampaignChange?
  ) throws(UseCaseError) -> HeldResult<Campaign> {
    let result: Result<HeldResult<Campaign>, UseCaseError>
    do throws(RepositoryError) {
      do throws(RepositoryError) {
        result = try changeOnce(id, for: call, telling: observer, lockTimeout: lockTimeout, decide)
      } catch .transitionIDTaken {
        result = try changeOnce(id, for: call, telling: observer, lockTimeout: lockTimeout, decide)
      } catch {
        throw error
      }
    } catch {
      result = .failure(UseCaseError(error))
    }
    // A lock that was not granted has to be rolled back, too: a job changes the next campaign on the same session. The
    // caller hears why it failed, not that the clean-up failed too: the pool drops such a connection.
    if case .failure = result { try? rollback() }
    return try result.get()
  }

  private func changeOnce(
    _ id: CampaignID, for call: Call, telling observer: (any CampaignChangeObserver)?, lockTimeout: Duration?,
    _ decide: (IssueBasis) throws(CampaignRefusal) -> CampaignChange?
  ) throws(RepositoryError) -> Result<HeldResult<Campaign>, UseCaseError> {
    guard let basis = try lock(IssueQuery(id, lockTimeout: lockTimeout)) else {
      return .failure(.campaignNotFound(id))
    }
    guard call.beginDecision() else { return .failure(.deadlineExceeded) }
    let decided: CampaignChange?
    var answer = Result<Campaign, UseCaseError>.success(basis.campaign)
    do throws(CampaignRefusal) {
      decided = try decide(basis)
    } catch {
      decided = nil
      answer = .failure(UseCaseError(error))
    }
    guard let change = decided else {
      return .success(Held(answer, until: try endUnchanged(telling: [.campaign(basis.campaign)])))
    }
    let saved = try commit(change)
    observer?.changed(change.transitions, of: saved)
    return .success(.durable(.success(saved)))
  }
}
