public import CampaignApplication
public import CampaignDomain

/// Lock → the domain decides → commit: two round trips, whatever the change.
extension PostgresCampaignSession {
  /// Sends the lock, unless it was sent along with the commit before.
  public func sendLock(_ query: IssueQuery) throws(RepositoryError) {
    if connection.isAwaitingResults {
      if sentLock?.query == query { return }
      try rollback()
    }
    let commands = IssueQueryCommands(locking: query)
    epoch = currentEpoch
    try attempt { () throws(PostgresError) in try connection.send(commands.batch.commands) }
    sentLock = commands
  }

  /// True where the first answer has begun to come.
  public var isAnswered: Bool { connection.isAnswered }

  /// Waits for the lock that was sent.
  public func receiveLock() throws(RepositoryError) -> IssueBasis? {
    guard let commands = sentLock.take() else { throw .fault("a lock is awaited that nobody sent") }
    return try basis(commands, spins: spinsForLock)
  }

  /// Looks in one round trip: a transaction of its own (REPEATABLE READ).
  public func look(
    at id: CampaignID, users: [UserID], keys: [IdempotencyKey]
  ) throws(RepositoryError) -> Held<IssueBasis>? {
    let commands = IssueQueryCommands(lookingAt: IssueQuery(id, users: users, keys: keys))
    epoch = currentEpoch
    try attempt { () throws(PostgresError) in try connection.send(commands.batch.commands) }
    guard let basis = try basis(commands) else { return nil }
    return try held(basis, telling: [.campaign(basis.campaign)])
  }

  /// Reads the basis of a decision from commands that were sent.
  private func basis(_ sent: IssueQueryCommands, spins: Bool = true) throws(RepositoryError) -> IssueBasis? {
    try attempt { () throws(PostgresError) in
      let results = try connection.results(within: responseTimeout, spins: spins)
      return try sent.basis(PostgresBatchResults(results), readingClock: clock)
    }
  }

  /// Reads in one round trip.
  public func read(_ query: IssueQuery) throws(RepositoryError) -> (CouponHoldings, RecentHolders?) {
    let commands = IssueQueryCommands(reading: query)
    return try read(commands.batch) { (results) throws(PostgresError) in try commands.answers(results) }
  }

  /// Saves and commits in one round trip; `next` goes with it, behind the COMMIT.
  public func sendCommit(
    _ change: CampaignChange, andLock next: IssueQuery?, releasing release: LockRelease
  ) throws(RepositoryError) {
    var batch = PostgresBatch()
    let campaign = add(change, to: &batch)
    try sendCommit(
      batch, of: [campaign], andLock: next.map { IssueQueryCommands(locking: $0) },
      releasing: release, spins: change.coupons.count <= Self.spinLimit)
  }

  /// Saves the campaign, its coupons and its transitions. Returns the campaign as it is saved.
  func add(_ change: CampaignChange, to batch: inout PostgresBatch) -> Campaign {
    let campaign = change.campaign.saved(as: change.campaign.stamp.next(using: &numbers))
    if change.isStockChanged {
      batch.add(CampaignStatements.saveStock) {
        $0.append(campaign.id.rawValue)
        $0.append(campaign.totalCoupons)
      }
    }
    batch.add(CampaignStatements.save) {
      $0.append(campaign.id.rawValue)
      $0.append(campaign.remainingCoupons)
      $0.append(campaign.lastSequence)
      $0.append(campaign.state.rawValue)
      $0.append(campaign.openedTime)
      $0.append(campaign.stamp)
    }
    if !change.coupons.isEmpty { add(change.coupons, of: campaign.id, to: &batch) }
    if !change.revocations.isEmpty { add(change.revocations, of: campaign.id, to: &batch) }
    add(change.transitions, of: campaign.id, to: &batch)
    if change.isAnnounced { batch.add(CampaignStatements.notify, campaign.id.rawValue) }
    return campaign
  }

  /// The most coupons for whose COMMIT the thread spins. Saving more takes longer than waking a thread, and the core is
  /// of more use to event loops, to callers on the same machine, and to the backend that saves them.
  static let spinLimit = 8

  /// The coupons of one decision share the time of it.
  private func add(_ coupons: [NewCoupon], of id: CampaignID, to batch: inout PostgresBatch) {
    batch.add(CouponStatements.insert) {
      $0.append(id.rawValue)
      $0.append(coupons.first?.coupon.issueTime)
      $0.append(coupons)
    }
  }

  /// Records steps of a campaign's life.
  func add(_ transitions: [CampaignTransition], of id: CampaignID, to batch: inout PostgresBatch) {
    for transition in transitions {
      batch.add(
        isTransitionSequenceBehind
          ? CampaignStatements.insertTransitionBehindAll : CampaignStatements.insertTransition
      ) {
        $0.append(id.rawValue)
        $0.append(transition.from.rawValue)
        $0.append(transition.to.rawValue)
        $0.append(transition.time)
        $0.append(transition.actor)
        $0.append(transition.lateness.map { $0.count(of: .microseconds(1)) })
      }
    }
  }
}

extension PostgresParameters {
  /// The columns in which coupons of one decision differ. Closures, for a key path would be made for each group.
  mutating func append(_ coupons: [NewCoupon]) {
    append(coupons.map { $0.coupon.sequence })
    append(coupons.map { $0.coupon.code.text })
    append(coupons.map { $0.coupon.userID?.text })
    append(coupons.map { $0.slot })
    append(coupons.map { $0.idempotencyKey?.text })
  }
}
