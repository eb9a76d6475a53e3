public import CampaignApplication
public import CampaignDomain

/// Lock → the domain decides → commit, for several campaigns in one transaction.
extension PostgresCampaignSession {
  /// Locks in one round trip: rows are taken in ascending order and none is waited for, so that transactions of several
  /// campaigns never wait for each other. One clock serves all: it is read behind all locks.
  public func sendLocks(ofFree queries: [IssueQuery]) throws(RepositoryError) {
    if connection.isAwaitingResults { try rollback() }
    var batch = PostgresBatch()
    batch.add(CampaignStatements.begin)
    let rows = batch.add(CampaignStatements.lockFree) { $0.append(queries.map(\.campaignID.rawValue)) }
    let time = batch.add(CampaignStatements.clock)
    var questions: [IssueQueryCommands] = []
    for query in queries { questions.append(IssueQueryCommands(reading: query, in: &batch)) }
    epoch = currentEpoch
    try attempt { () throws(PostgresError) in try connection.send(batch.commands) }
    sentLocks = SentLocks(rows: rows, time: time, questions: questions)
  }

  /// Waits for the locks that were sent.
  public func receiveLocks() throws(RepositoryError) -> [IssueBasis?] {
    guard let sent = sentLocks.take() else { throw .fault("locks are awaited that nobody sent") }
    return try attempt { () throws(PostgresError) in
      let results = PostgresBatchResults(try connection.results(within: responseTimeout, spins: spinsForLock))
      let now = try clock(results[sent.time])
      var campaigns: [CampaignID: Campaign] = [:]
      for row in 0..<(try results[sent.rows].rowCount) {
        let campaign = try CampaignRow.read(results[sent.rows], row)
        campaigns[campaign.id] = campaign
      }
      var bases: [IssueBasis?] = []
      for question in sent.questions {
        let (holdings, recentHolders) = try question.answers(results)
        bases.append(
          campaigns[question.query.campaignID].map {
            IssueBasis(campaign: $0, now: now, holdings: holdings, recentHolders: recentHolders)
          })
      }
      return bases
    }
  }

  /// Reads in one round trip.
  public func read(_ queries: [IssueQuery]) throws(RepositoryError) -> [(CouponHoldings, RecentHolders?)] {
    var batch = PostgresBatch()
    var questions: [IssueQueryCommands] = []
    for query in queries { questions.append(IssueQueryCommands(reading: query, in: &batch)) }
    return try read(batch) { (results) throws(PostgresError) in
      var answers: [(CouponHoldings, RecentHolders?)] = []
      for question in questions { answers.append(try question.answers(results)) }
      return answers
    }
  }

  /// Saves and commits in one round trip.
  public func sendCommit(_ changes: [CampaignChange], releasing release: LockRelease) throws(RepositoryError) {
    guard !changes.isEmpty else { return try sendCommit(PostgresBatch(), of: [], releasing: release, spins: false) }
    let campaigns = changes.map { $0.campaign.saved(as: $0.campaign.stamp.next(using: &numbers)) }
    let coupons = changes.flatMap(\.coupons)
    var batch = PostgresBatch()
    batch.add(CampaignStatements.saveSeveral) {
      $0.append(campaigns.map(\.id.rawValue))
      $0.append(campaigns.map(\.remainingCoupons))
      $0.append(campaigns.map(\.lastSequence))
      $0.append(campaigns.map(\.state.rawValue))
      $0.append(campaigns.map(\.openedTime))
      $0.append(campaigns.map(\.stamp))
    }
    batch.add(CouponStatements.insertSeveral) {
      $0.append(coupons.map(\.coupon.campaignID.rawValue))
      $0.append(coupons.map(\.coupon.issueTime))
      $0.append(coupons)
    }
    for change in changes {
      add(change.transitions, of: change.campaign.id, to: &batch)
      if change.isAnnounced { batch.add(CampaignStatements.notify, change.campaign.id.rawValue) }
    }
    try sendCommit(
      batch, of: campaigns, releasing: release, spins: coupons.count <= Self.spinLimit)
  }
}

/// Locks of several campaigns whose answer nobody has taken yet, and the places of its parts.
struct SentLocks {
  let rows: PostgresBatch.Place
  let time: PostgresBatch.Place
  let questions: [IssueQueryCommands]
}
