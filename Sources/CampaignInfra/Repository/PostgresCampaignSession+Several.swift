public import CampaignApplication
public import CampaignDomain

/// Lock → the domain decides → commit, for several campaigns in one transaction.
extension PostgresCampaignSession {
  /// Locks in one round trip: rows are taken in ascending order and none is waited for, so that transactions of several
  /// campaigns never wait for each other. One clock serves all: it is read behind all locks.
  public func lockFree(_ queries: [IssueQuery], beforeWaiting: () -> Void) throws(RepositoryError) -> [IssueBasis?] {
    if connection.isAwaitingResults { try rollback() }
    var batch = PostgresBatch()
    batch.add(CampaignStatements.begin)
    let rows = batch.add(CampaignStatements.lockFree) { $0.append(queries.map(\.campaignID.rawValue)) }
    let time = batch.add(CampaignStatements.clock)
    var questions: [IssueQueryCommands] = []
    for query in queries { questions.append(IssueQueryCommands(reading: query, in: &batch)) }
    return try attempt { () throws(PostgresError) in
      try connection.send(batch.commands)
      let results = PostgresBatchResults(
        try connection.results(within: responseTimeout, beforeWaiting: beforeWaiting))
      let now = try clock(results[time])
      var campaigns: [CampaignID: Campaign] = [:]
      for row in 0..<(try results[rows].rowCount) {
        let campaign = try CampaignRow.read(results[rows], row)
        campaigns[campaign.id] = campaign
      }
      var bases: [IssueBasis?] = []
      for question in questions {
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
  public func commit(
    _ changes: [CampaignChange], beforeWaiting: () -> Void
  ) throws(RepositoryError) -> [Campaign] {
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
    try saveAndCommit(batch, spins: coupons.count <= Self.spinLimit, beforeWaiting: beforeWaiting)
    return campaigns
  }
}
