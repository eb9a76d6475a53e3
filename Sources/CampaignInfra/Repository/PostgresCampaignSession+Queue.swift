public import CampaignApplication
public import CampaignDomain

/// Joins: lock → the domain decides → commit, two round trips.
extension PostgresCampaignSession: QueueJoinSession {
  /// Locks in one round trip; the first who joins a campaign's line makes it in one more.
  public func lockQueue(
    _ query: QueueQuery, doingMeanwhile work: () -> Void
  ) throws(RepositoryError) -> QueueBasis? {
    switch try answer(QueueQueryCommands(query, .lock), doingMeanwhile: work) {
    case .noCampaign: return nil
    case .basis(let basis): return basis
    case .noQueue: break
    }
    switch try answer(QueueQueryCommands(query, .make), doingMeanwhile: {}) {
    case .noCampaign: return nil
    case .basis(let basis): return basis
    case .noQueue: throw .fault("campaign \(query.campaignID.rawValue): its row in campaign_queues is gone again")
    }
  }

  /// Looks in one round trip: a transaction of its own (REPEATABLE READ).
  public func lookAtQueue(
    _ query: QueueQuery, doingMeanwhile work: () -> Void
  ) throws(RepositoryError) -> Held<QueueBasis>? {
    switch try answer(QueueQueryCommands(query, .look), doingMeanwhile: work) {
    case .noCampaign: nil
    case .basis(let basis), .noQueue(let basis): try held(basis, telling: basis.heldRows)
    }
  }

  private func answer(
    _ commands: QueueQueryCommands, doingMeanwhile work: () -> Void
  ) throws(RepositoryError) -> QueueQueryCommands.Answer {
    beginEpoch()
    return try attempt { () throws(PostgresError) in
      try connection.send(commands.batch.commands)
      work()
      let results = try connection.results(within: responseTimeout)
      return try commands.answer(PostgresBatchResults(results), readingClock: clock)
    }
  }

  /// Saves and commits in one round trip.
  public func commitJoins(
    _ change: QueueJoinChange, releasing release: LockRelease
  ) throws(RepositoryError) -> Hold? {
    let (queue, entries) = (change.queue, change.entries)
    var batch = PostgresBatch()
    batch.add(QueueJoinStatements.save) {
      $0.append(queue.campaignID.rawValue)
      $0.append(queue.lastTicket)
      $0.append(queue.completed)
      $0.append(queue.isActive)
    }
    batch.add(QueueJoinStatements.insert) {
      $0.append(queue.campaignID.rawValue)
      $0.append(entries.first?.joinTime)
      $0.append(entries.map { $0.requestID })
      $0.append(entries.map { $0.userID.text })
      $0.append(entries.map { $0.ticket })
      $0.append(entries.map { $0.state.isCompleted ? "COMPLETED" : "WAITING" })
      $0.append(entries.map { $0.state.coupon?.sequence })
    }
    try sendCommit(
      batch, of: [], telling: [], releasing: release, spins: entries.count <= Self.spinLimit)
    return try receiveCommit().hold
  }

  /// Saves and commits in one round trip.
  public func commitReset(_ reset: QueueEntryReset) throws(RepositoryError) {
    guard case .failed(let failure) = reset.entry.state else { throw .fault("a reset of an entry that has not failed") }
    var batch = PostgresBatch()
    batch.add(QueueJoinStatements.reset) {
      $0.append(reset.entry.requestID)
      $0.append(failure.rawValue)
      $0.append(reset.entry.updateTime)
      $0.append(reset.time)
      $0.append(reset.reason)
      $0.append(reset.actor)
    }
    try saveAndCommit(batch)
  }
}

extension QueueEntry.State {
  /// The coupon of an entry that is completed.
  fileprivate var coupon: Coupon? {
    guard case .completed(let coupon) = self else { return nil }
    return coupon
  }

  fileprivate var isCompleted: Bool { coupon != nil }
}

extension PostgresCampaignSession: QueueReadingSession {
  /// A place in line, by one statement.
  public func queueEntry(of user: UserID, in id: CampaignID) throws(RepositoryError) -> Held<QueueEntryLookup> {
    var batch = PostgresBatch()
    let place = batch.add(QueueJoinStatements.place) {
      $0.append(id.rawValue)
      $0.append(user.text)
    }
    var rows: [HeldRow] = []
    let found = try read(batch) { (results) throws(PostgresError) -> QueueEntryLookup in
      let (result, entryColumn) = (try results[place], 1 + QueueRow.columns.count)
      guard result.rowCount == 1 else { return .noCampaign }
      guard try !result.isNull(0, entryColumn) else { return .noEntry }
      guard try !result.isNull(0, 1) else {
        throw .unexpected("campaign \(id.rawValue): it has entries and no row in campaign_queues; restore the row")
      }
      let (entry, coupon) = try QueueEntryRow.read(result, 0, at: entryColumn)
      let queue = try QueueRow.read(result, 0, at: 1)
      rows = HeldRow.all(telling: entry, of: queue, ownCoupon: coupon)
      return .found(queue.view(of: entry, ownCoupon: coupon))
    }
    // No row tells that an entry was reset.
    return found == .noCampaign ? Held(found, until: nil) : try held(found, telling: rows)
  }

  /// A line as a whole, in one round trip.
  public func queueInfo(of id: CampaignID) throws(RepositoryError) -> Held<QueueInfoSnapshot>? {
    var batch = PostgresBatch()
    batch.add(CampaignStatements.beginRead)
    let campaign = batch.add(CampaignStatements.find, id.rawValue)
    let queue = batch.add(QueueJoinStatements.find, id.rawValue)
    let time = batch.add(CampaignStatements.clock)
    let first = batch.add(QueueJoinStatements.firstWaiting, id.rawValue)
    batch.add(CampaignStatements.commit)
    let info = try read(batch) { (results) throws(PostgresError) -> QueueInfoSnapshot? in
      let now = try clock(results[time])
      guard try results[campaign].rowCount == 1 else { return nil }
      return QueueInfoSnapshot(
        campaign: try CampaignRow.read(results[campaign], 0),
        queue: try results[queue].rowCount == 1 ? QueueRow.read(results[queue], 0) : nil, now: now,
        oldestJoinTime: try results[first].rowCount == 1 ? results[first].timestamp(0, 0) : nil)
    }
    guard let info else { return nil }
    return try held(info, telling: [.campaign(info.campaign)] + (info.queue.map { [.line($0)] } ?? []))
  }
}
