import CampaignDomain

/// The transaction that issues coupons, of one campaign or of several: lock → look up → decide → commit. It knows no
/// lanes: who runs it has the calls, and works on while the storage does (`meanwhile`). All else that belongs into the
/// same transaction goes to the session between the lock and the commit. When a step throws, the transaction is to be
/// rolled back.
struct IssueTransaction {
  let session: any IssueSession

  /// Locks the campaign, and waits for it. False: there is none.
  func lock(
    _ part: inout IssuePart, _ query: IssueQuery, meanwhile: () -> Void
  ) throws(RepositoryError) -> Bool {
    guard let basis = try session.lock(query, beforeWaiting: meanwhile) else { return false }
    part.locked(basis, by: query)
    return true
  }

  /// Reads, under the lock, whom others issued coupons to.
  func readHolders(of part: inout IssuePart, meanwhile: () -> Void) throws(RepositoryError) {
    guard let query = part.missingHolders else { return }
    meanwhile()
    part.learn(try session.read(query).1)
  }

  /// Reads, under the lock, what the query did not ask for because nobody knew that it mattered.
  func lookUpCallers(of part: inout IssuePart, meanwhile: () -> Void) throws(RepositoryError) {
    guard let query = part.missingCallers else { return }
    meanwhile()
    part.learn(try session.read(query).0)
  }

  /// Saves what was decided, and commits.
  func commit(
    _ change: CampaignChange, of part: inout IssuePart, andLock next: IssueQuery?, meanwhile: () -> Void
  ) throws(RepositoryError) {
    part.committed(as: try session.commit(change, andLock: next, beforeWaiting: meanwhile))
  }

  func rollback() { try? session.rollback() }
}

// MARK: - Several campaigns

extension IssueTransaction {
  /// Locks those of the campaigns whose row nobody holds, and waits for none: the others stay as they are.
  func lockFree(
    _ parts: inout [IssuePart], _ queries: [IssueQuery], meanwhile: () -> Void
  ) throws(RepositoryError) {
    let bases = try session.lockFree(queries, beforeWaiting: meanwhile)
    for ((index, query), basis) in zip(zip(parts.indices, queries), bases) {
      if let basis { parts[index].locked(basis, by: query) }
    }
  }

  /// Reads, under the locks, whom others issued coupons to; then the callers of whom nobody knew that they mattered.
  func lookUp(_ parts: inout [IssuePart]) throws(RepositoryError) {
    for (index, answer) in try read(parts, \.missingHolders) { parts[index].learn(answer.1) }
    for (index, answer) in try read(parts, \.missingCallers) { parts[index].learn(answer.0) }
  }

  /// The answers to those parts that have something to ask, with their places.
  private func read(
    _ parts: [IssuePart], _ query: (IssuePart) -> IssueQuery?
  ) throws(RepositoryError) -> [(Int, (CouponHoldings, RecentHolders?))] {
    let asking = parts.indices.compactMap { index in query(parts[index]).map { (index, $0) } }
    guard !asking.isEmpty else { return [] }
    return Array(zip(asking.map(\.0), try session.read(asking.map(\.1))))
  }

  /// Saves what was decided for all of them, and commits; where nothing changes, it is rolled back.
  func commit(_ parts: inout [IssuePart], meanwhile: () -> Void) throws(RepositoryError) {
    let changed = parts.indices.compactMap { index in parts[index].change.map { (index, $0) } }
    guard !changed.isEmpty else { return rollback() }
    let saved = try session.commit(changed.map(\.1), beforeWaiting: meanwhile)
    for ((index, _), campaign) in zip(changed, saved) { parts[index].committed(as: campaign) }
  }
}
