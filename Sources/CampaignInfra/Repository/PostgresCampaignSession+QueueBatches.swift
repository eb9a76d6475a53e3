public import CampaignApplication
public import CampaignDomain

/// Claims of lines and their batches: two round trips each.
extension PostgresCampaignSession {
  /// An agenda, in one round trip.
  public func queueAgenda(_ request: QueueAgendaRequest) throws(RepositoryError) -> QueueAgenda {
    var batch = PostgresBatch()
    batch.add(CampaignStatements.beginRead)
    let lines = batch.add(QueueBatchStatements.due) {
      $0.append(Int64(request.limit))
      $0.append(request.excluded.map(\.rawValue))
    }
    let coming = batch.add(QueueBatchStatements.next)
    // The clock's statement asks, too, whether the server takes changes.
    let time = connection.readOnlyReport == .polled ? batch.add(CampaignStatements.clock) : nil
    batch.add(CampaignStatements.commit)
    return try read(batch) { (results) throws(PostgresError) in
      if let time { _ = try clock(results[time]) }
      var untilNext: Duration?
      if try !results[coming].isNull(0, 0) {
        untilNext = try results[coming].timestamp(0, 0).duration(since: results[coming].timestamp(0, 1))
      }
      return QueueAgenda(due: try CampaignRow.ids(results[lines]), untilNext: untilNext)
    }
  }

  /// Locks the line in one round trip.
  public func lockLine(
    of id: CampaignID, lockTimeout: Duration?, retryLimit: Int
  ) throws(RepositoryError) -> LockedLine? {
    var batch = PostgresBatch()
    batch.add(CampaignStatements.begin)
    if let lockTimeout { batch.addLockTimeout(lockTimeout) }
    let line = batch.add(
      lockTimeout == nil ? QueueBatchStatements.lockFree : QueueBatchStatements.lock, id.rawValue)
    let time = batch.add(CampaignStatements.clock)
    let retries =
      retryLimit > 0
      ? batch.add(QueueBatchStatements.retries) {
        $0.append(id.rawValue)
        $0.append(Int64(retryLimit))
      } : nil
    return try read(batch) { (results) throws(PostgresError) in
      let now = try clock(results[time])
      guard try results[line].rowCount == 1 else { return nil }
      return LockedLine(
        queue: try QueueRow.read(results[line], 0), now: now,
        retries: try retries.map { (place) throws(PostgresError) in try Self.queuedEntries(results[place]) } ?? [])
    }
  }

  /// Saves a claim and commits, in one round trip.
  public func commitClaim(_ claim: QueueClaim, of queue: CampaignQueue) throws(RepositoryError) -> [QueuedEntry] {
    var batch = PostgresBatch()
    add(queue, to: &batch)
    let entries = batch.add(QueueBatchStatements.waiting) {
      $0.append(claim.campaignID.rawValue)
      $0.append(claim.after)
      $0.append(claim.through)
    }
    // The batch takes it for granted on this connection alone, which no crash outlives.
    if mayReleaseEarly { batch.add(CampaignStatements.releaseEarly) }
    let commitIndex = batch.commands.count
    batch.add(CampaignStatements.commit)
    do throws(PostgresError) {
      try connection.send(batch.commands)
      let results = try connection.results(within: responseTimeout, commitIndex: commitIndex)
      return try Self.queuedEntries(PostgresBatchResults(results)[entries])
    } catch {
      try? rollback()
      throw RepositoryError(error, commitIndex: commitIndex, of: claim.campaignID)
    }
  }

  private static func queuedEntries(_ result: PostgresResult) throws(PostgresError) -> [QueuedEntry] {
    try result.rows { (result, row) throws(PostgresError) in
      QueuedEntry(
        ticket: try result.int64(row, 0), userID: UserID(alreadyChecked: try result.text(row, 1)),
        attempts: try result.int32(row, 2))
    }
  }

  /// Goes along with the next COMMIT, in its round trip.
  public func stage(_ change: QueueBatchChange) {
    add(change.queue, to: &staged)
    if change.entries.isEmpty { return }
    add(change.entries, of: change.queue.campaignID, at: change.time, to: &staged)
    addDeliveries(of: change.entries, in: change.queue.campaignID, at: change.time, to: &staged)
  }

  /// All of a line but its last ticket.
  func add(_ queue: CampaignQueue, to batch: inout PostgresBatch) {
    batch.add(QueueBatchStatements.save) {
      $0.append(queue.campaignID.rawValue)
      $0.append(queue.claimed)
      $0.append(queue.served)
      $0.append(queue.failedThrough)
      $0.append(queue.mark?.failure.rawValue)
      $0.append(queue.mark?.time)
      $0.append(queue.settledThrough)
      $0.append(queue.completed)
      $0.append(queue.failed)
      $0.append(queue.setAside)
      $0.append(queue.nextBatchTime)
      $0.append(queue.lastBatchTime)
      $0.append(queue.batchFailures)
      $0.append(queue.token)
      $0.append(queue.leaseEndTime)
      $0.append(queue.entriesPerHour)
      $0.append(queue.isActive)
      $0.append(queue.delivering)
    }
  }

  private func add(
    _ entries: [QueueEntryChange], of id: CampaignID, at time: Timestamp, to batch: inout PostgresBatch
  ) {
    batch.add(QueueBatchStatements.saveEntries) {
      $0.append(id.rawValue)
      $0.append(time)
      $0.append(entries.map { $0.ticket })
      $0.append(entries.map { $0.state.name })
      $0.append(entries.map { $0.state.failure?.rawValue })
      $0.append(entries.map { $0.state.coupon?.sequence ?? 0 })
      $0.append(entries.map { Int32?.some($0.attempts) })
      $0.append(entries.map { $0.error })
      $0.append(entries.map { $0.state.nextAttemptTime })
    }
  }

  /// Removes in two round trips, from one line at a time.
  public func pruneQueues(closedFor retention: Duration, limit: Int) throws(RepositoryError) -> PrunedEntries {
    var batch = PostgresBatch()
    batch.add(CampaignStatements.begin)
    let old = batch.add(QueueBatchStatements.old, retention.count(of: .microseconds(1)))
    let ids = try read(batch) { (results) throws(PostgresError) in try CampaignRow.ids(results[old]) }
    guard let id = ids.first else {
      try rollback()
      return PrunedEntries(entryCount: 0, isCutShort: false)
    }
    batch = PostgresBatch()
    let pruned = batch.add(QueueBatchStatements.pruneEntries) {
      $0.append(id.rawValue)
      $0.append(Int64(limit))
    }
    let line = batch.add(QueueBatchStatements.pruneLine, id.rawValue)
    // Nothing of it is delivered any more.
    batch.add(DeliveryStatements.endStandstill, id.rawValue)
    // An answer that is lost does no harm: what is there still is removed by the next run.
    batch.add(CampaignStatements.commit)
    return try read(batch) { (results) throws(PostgresError) in
      let count = Int(try results[pruned].int64(0, 0))
      let lineCount = try results[line].rowCount
      return PrunedEntries(entryCount: count, isCutShort: count > 0 || lineCount > 0)
    }
  }
}

extension QueueEntry.State {
  /// The name of the state as rows have it.
  var name: String {
    switch self {
    case .waiting: "WAITING"
    case .setAside: "SET_ASIDE"
    case .delivering: "DELIVERING"
    case .completed: "COMPLETED"
    case .failed: "FAILED"
    }
  }

  var failure: QueueFailure? { if case .failed(let failure) = self { failure } else { nil } }

  fileprivate var coupon: Coupon? {
    switch self {
    case .delivering(let coupon), .completed(let coupon): coupon
    case .waiting, .setAside, .failed: nil
    }
  }

  fileprivate var nextAttemptTime: Timestamp? { if case .setAside(let time) = self { time } else { nil } }
}
