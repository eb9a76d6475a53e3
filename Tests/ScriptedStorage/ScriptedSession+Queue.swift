package import CampaignApplication
package import CampaignDomain

extension ScriptedSession: QueueJoinSession {
  package func lockQueue(_ query: QueueQuery, doingMeanwhile work: () -> Void) throws(RepositoryError) -> QueueBasis? {
    work()
    try take(.lockQueue, opens: true)
    return basis(query)
  }

  package func lookAtQueue(
    _ query: QueueQuery, doingMeanwhile work: () -> Void
  ) throws(RepositoryError) -> Held<QueueBasis>? {
    work()
    try take(.lookAtQueue)
    return basis(query).map { held($0, telling: $0.heldRows) }
  }

  private func basis(_ query: QueueQuery) -> QueueBasis? {
    script { script -> QueueBasis? in
      script.queueQueries.append(query)
      guard let campaign = script.campaigns[query.campaignID] else { return nil }
      var (entries, holdings) = ([UserID: QueueEntry](), CouponHoldings())
      let coupons = script.coupons.filter { $0.coupon.campaignID == query.campaignID && $0.slot != nil }
      for user in query.users {
        entries[user] = script.entry(of: user, in: query.campaignID)
        holdings.byUser[user] = Self.holding(coupons.filter { $0.coupon.userID == user })
      }
      let queue =
        script.queues[query.campaignID] ?? CampaignQueue(campaignID: query.campaignID, nextBatchTime: script.now)
      return QueueBasis(campaign: campaign, queue: queue, now: script.now, entries: entries, holdings: holdings)
    }
  }

  package func commitJoins(
    _ change: QueueJoinChange, releasing release: LockRelease
  ) throws(RepositoryError) -> Hold? {
    let isHeld = isHeld(release)
    try take(.commitJoins, opens: false)
    script { script in
      script.releases.append(release)
      script.queues[change.queue.campaignID] = change.queue
      script.entries += change.entries
    }
    return try committed([], isHeld: isHeld)
  }

  package func commitReset(_ reset: QueueEntryReset) throws(RepositoryError) {
    try take(.commitReset, opens: false)
    script { script in
      script.entries.removeAll { $0.requestID == reset.entry.requestID }
      script.entries.append(reset.entry)
      script.resets[reset.entry.requestID] = reset
    }
  }
}

extension ScriptedSession: QueueReadingSession {
  package func queueEntry(of user: UserID, in id: CampaignID) throws(RepositoryError) -> Held<QueueEntryLookup> {
    try take(.queueEntry)
    let found = script { script -> QueueEntryLookup in
      guard let campaign = script.campaigns[id] else { return .noCampaign }
      guard let queue = script.queues[id], let entry = script.entry(of: user, in: id) else { return .noEntry }
      let own = script.coupons.last { $0.coupon.campaignID == id && $0.coupon.userID == user && $0.slot != nil }
      return .found(queue.view(of: entry, ownCoupon: campaign.perUserLimit == 1 ? own?.coupon : nil))
    }
    return held(found, telling: [])
  }

  package func queueInfo(of id: CampaignID) throws(RepositoryError) -> Held<QueueInfoSnapshot>? {
    try take(.queueInfo)
    let info = script { script -> QueueInfoSnapshot? in
      guard let campaign = script.campaigns[id] else { return nil }
      let queue = script.queues[id]
      let waiting = script.entries.filter { $0.campaignID == id && ($0.ticket ?? 0) > (queue?.claimed ?? 0) }
      let first = waiting.min { ($0.ticket ?? 0) < ($1.ticket ?? 0) }
      return QueueInfoSnapshot(
        campaign: campaign, queue: queue, now: script.now, oldestJoinTime: first?.joinTime)
    }
    return info.map { held($0, telling: []) }
  }
}

extension ScriptedSession.Script {
  /// The entry of a user, but those that were reset.
  package func entry(of user: UserID, in id: CampaignID) -> QueueEntry? {
    entries.last { $0.campaignID == id && $0.userID == user && resets[$0.requestID] == nil }
  }
}
