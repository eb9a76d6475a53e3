import CampaignDomain

/// The transaction that issues coupons, of one campaign or of several: lock → look up → decide → commit. It knows no
/// lanes: who runs it has the calls, and works between what is sent and what is received. All else that belongs into
/// the same transaction, as the line and the entries of a batch do, goes to the session between the lock and the
/// commit. When a step throws, the transaction is to be rolled back.
struct IssueTransaction {
  let session: any IssueSession

  /// Asks for the campaign's lock.
  func sendLock(_ query: IssueQuery) throws(RepositoryError) { try session.sendLock(query) }

  /// True where the answer to what was sent is here already: then the row is locked while others wait for it.
  var isAnswered: Bool { session.isAnswered }

  /// Waits for the lock that was asked for by this query. False: there is no such campaign.
  func receiveLock(of part: inout IssuePart, by query: IssueQuery) throws(RepositoryError) -> Bool {
    guard let basis = try session.receiveLock() else { return false }
    part.locked(basis, by: query)
    return true
  }

  /// Reads, under the lock, whom others issued coupons to: what is `missingHolders`.
  func readHolders(_ query: IssueQuery, of part: inout IssuePart) throws(RepositoryError) {
    part.learn(try session.read(query).1)
  }

  /// Reads, under the lock, callers who were not asked for because nobody knew that they mattered: `missingCallers`.
  func lookUpCallers(_ query: IssueQuery, of part: inout IssuePart) throws(RepositoryError) {
    part.learn(try session.read(query).0)
  }

  /// Has what was decided saved and committed; behind that, `next` locked.
  func sendCommit(
    _ change: CampaignChange, andLock next: IssueQuery?, releasing release: LockRelease
  ) throws(RepositoryError) {
    try session.sendCommit(change, andLock: next, releasing: release)
  }

  /// Waits for the commit.
  func receiveCommit(of part: inout IssuePart) throws(RepositoryError) {
    let saved = try session.receiveCommit()
    for campaign in saved.beforeDurable { part.committed(as: campaign) }
    part.held(until: saved.hold)
  }

  /// Ends the transaction, in which nothing changed.
  func endUnchanged(_ part: inout IssuePart) throws(RepositoryError) {
    part.held(until: try session.endUnchanged(telling: part.rows))
  }

  func rollback() { try? session.rollback() }
}

// MARK: - A batch of a line

extension IssueTransaction {
  /// Waits for the lock that was asked for. `nil`: there is no such campaign.
  func receiveLock() throws(RepositoryError) -> IssueBasis? { try session.receiveLock() }

  /// Saves the change, if there is one, with all that was staged, and commits. Returns the campaign as it was saved.
  func commit(
    _ change: CampaignChange?, releasing release: LockRelease = .whenDurable
  ) throws(RepositoryError) -> Held<Campaign?> {
    if let change {
      try session.sendCommit(change, andLock: nil, releasing: release)
    } else {
      try session.sendCommit([], releasing: release)
    }
    return try session.receiveCommit().map(\.first)
  }
}

// MARK: - Several campaigns

extension IssueTransaction {
  /// Asks for the locks of those of the campaigns whose row nobody holds.
  func sendLocks(ofFree queries: [IssueQuery]) throws(RepositoryError) { try session.sendLocks(ofFree: queries) }

  /// Waits for the locks that were asked for by these queries; parts whose row somebody holds stay as they are.
  func receiveLocks(of parts: inout [IssuePart], by queries: [IssueQuery]) throws(RepositoryError) {
    let bases = try session.receiveLocks()
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

  /// Saves what was decided for all of them, and commits; where nothing changes, it is rolled back. One hold is on all
  /// of it: what was only read was read before the commit was sent.
  func commit(_ parts: inout [IssuePart], releasing release: LockRelease) throws(RepositoryError) {
    let changed = parts.indices.compactMap { index in parts[index].change.map { (index, $0) } }
    let hold: Hold?
    if changed.isEmpty {
      hold = try session.endUnchanged(telling: parts.flatMap(\.rows))
    } else {
      try session.sendCommit(changed.map(\.1), releasing: release)
      let saved = try session.receiveCommit()
      for ((index, _), campaign) in zip(changed, saved.beforeDurable) { parts[index].committed(as: campaign) }
      hold = saved.hold
    }
    for index in parts.indices where parts[index].isLocked { parts[index].held(until: hold) }
  }
}
