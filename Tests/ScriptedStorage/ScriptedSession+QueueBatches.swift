package import CampaignApplication
package import CampaignDomain

extension ScriptedSession {
  package func queueAgenda(_ request: QueueAgendaRequest) throws(RepositoryError) -> QueueAgenda {
    try take(.queueAgenda)
    return script { script -> QueueAgenda in
      script.queueAgendaRequests.append(request)
      let now = script.now
      let times = script.queues.values.compactMap { queue -> (CampaignID, Timestamp)? in
        guard queue.isActive, let campaign = script.campaigns[queue.campaignID],
          campaign.state != .paused || queue.claimed > queue.served
        else {
          return nil
        }
        var times = [queue.nextBatchTime, queue.leaseEndTime].compactMap(\.self)
        if campaign.state == .scheduled {
          guard let start = campaign.startTime else { return nil }
          times.append(start)
        }
        if queue.served == queue.lastTicket, queue.settledThrough == queue.failedThrough {
          times += [Self.attemptTimes(of: queue.campaignID, in: script).min()].compactMap(\.self)
        }
        return times.max().map { (queue.campaignID, $0) }
      }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
      let due = times.filter { $0.1 <= now && !request.excluded.contains($0.0) }.prefix(request.limit).map(\.0)
      return QueueAgenda(due: due, untilNext: times.first { $0.1 > now }.map { $0.1.duration(since: now) })
    }
  }

  private static func attemptTimes(of id: CampaignID, in script: Script) -> [Timestamp] {
    script.entries.compactMap { entry in
      if entry.campaignID == id, case .setAside(let time) = entry.state { time } else { nil }
    }
  }

  package func lockLine(
    of id: CampaignID, lockTimeout: Duration?, retryLimit: Int
  ) throws(RepositoryError) -> LockedLine? {
    try take(.lockLine, opens: true)
    let isHeld = script { $0.heldLines.contains(id) }
    if isHeld {
      guard lockTimeout == nil else { throw .busy(retryAfter: .seconds(1)) }
      return nil
    }
    return script { script -> LockedLine? in
      guard let queue = script.queues[id] else { return nil }
      let retries = script.entries.compactMap { entry -> (Timestamp, QueuedEntry)? in
        guard entry.campaignID == id, case .setAside(let time) = entry.state, time <= script.now else { return nil }
        return (time, QueuedEntry(entry))
      }.sorted { $0.0 < $1.0 }.prefix(retryLimit).map(\.1)
      return LockedLine(queue: queue, now: script.now, retries: Array(retries))
    }
  }

  package func commitClaim(_ claim: QueueClaim, of queue: CampaignQueue) throws(RepositoryError) -> [QueuedEntry] {
    try take(.commitClaim, opens: false)
    return script { script in
      script.queues[claim.campaignID] = queue
      return script.entries.filter { entry in
        guard entry.campaignID == claim.campaignID, entry.state == .waiting, let ticket = entry.ticket else {
          return false
        }
        return ticket > claim.after && ticket <= claim.through
      }.sorted { $0.ticket ?? 0 < $1.ticket ?? 0 }.map(QueuedEntry.init)
    }
  }

  /// The campaign and its line, both locked.
  func receiveLockWithLine(_ query: IssueQuery) throws(RepositoryError) -> IssueBasis? {
    try take(.lockWithLine, opens: true)
    let (isHeld, line) = script { script in
      script.lockRequests.append(query)
      return (
        script.heldRows.contains(query.campaignID) || script.heldLines.contains(query.campaignID),
        script.queues[query.campaignID]
      )
    }
    if isHeld { throw .busy(retryAfter: .seconds(1)) }
    guard let basis = basis(query.campaignID, users: query.users, keys: []) else { return nil }
    return IssueBasis(campaign: basis.campaign, now: basis.now, holdings: basis.holdings, line: line)
  }

  package func stage(_ change: QueueBatchChange) { script { $0.staged = change } }

  /// Commits what was staged, with its campaign.
  func commitStaged(_ change: QueueBatchChange) throws(RepositoryError) -> Campaign? {
    let error = script { script in
      let erringUsers = script.erringUsers
      return change.campaign?.coupons.compactMap { $0.coupon.userID.flatMap { erringUsers[$0] } }.first
    }
    try take(.commitBatch, opens: false)
    if let error { throw .dataRefused(error) }
    return script { script -> Campaign? in
      script.queues[change.queue.campaignID] = change.queue
      let changes = Dictionary(uniqueKeysWithValues: change.entries.map { ($0.ticket, $0) })
      script.entries = script.entries.map { entry in
        guard entry.campaignID == change.queue.campaignID, let ticket = entry.ticket, let saved = changes[ticket] else {
          return entry
        }
        script.entryErrors[ticket] = saved.error
        return QueueEntry(
          requestID: entry.requestID, campaignID: entry.campaignID, userID: entry.userID, ticket: ticket,
          state: saved.state, attempts: saved.attempts, joinTime: entry.joinTime, updateTime: change.time)
      }
      guard let campaign = change.campaign else { return nil }
      script.coupons += campaign.coupons
      return script.save(campaign)
    }
  }

  package func pruneQueues(closedFor retention: Duration, limit: Int) throws(RepositoryError) -> PrunedEntries {
    try take(.pruneQueues)
    return PrunedEntries(entryCount: 0, isCutShort: false)
  }
}

extension QueuedEntry {
  fileprivate init(_ entry: QueueEntry) {
    self.init(ticket: entry.ticket ?? 0, userID: entry.userID, attempts: entry.attempts)
  }
}
