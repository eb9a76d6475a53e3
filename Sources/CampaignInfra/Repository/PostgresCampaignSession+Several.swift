public import CampaignApplication
public import CampaignDomain

/// The same for several campaigns in one transaction.
extension PostgresCampaignSession {
  /// The lock takes rows in ascending order and waits for none, so that transactions of several campaigns never wait for each
  /// other. One clock serves all: it is read behind all locks.
  public func lockFree(_ queries: [IssueQuery], beforeWaiting: () -> Void) throws(RepositoryError) -> [IssueBasis?] {
    if connection.isAwaitingResults { try rollback() }
    let reads = queries.map(Self.query)
    let results = try attempt(at: .beforeCommit) { () throws(PostgresError) in
      try connection.send(
        [
          PostgresCommand(CampaignStatements.begin),
          PostgresCommand(CampaignStatements.lockFree) { $0.append(queries.map(\.campaignID.rawValue)) },
          PostgresCommand(CampaignStatements.clock),
        ] + reads.joined())
      return try connection.results(within: responseTimeout, beforeWaiting: beforeWaiting)
    }
    return try interpret { () throws(PostgresError) in
      let now = try clock(results[2])
      var campaigns: [CampaignID: Campaign] = [:]
      for row in 0..<results[1].rowCount {
        let campaign = try CampaignRow.read(results[1], row)
        campaigns[campaign.id] = campaign
      }
      var rest = results[3...]
      var bases: [IssueBasis?] = []
      for (query, read) in zip(queries, reads) {
        let (holdings, recentHolders) = try Self.answer(rest.prefix(read.count), to: query)
        rest = rest.dropFirst(read.count)
        bases.append(
          campaigns[query.campaignID].map {
            IssueBasis(campaign: $0, now: now, holdings: holdings, recentHolders: recentHolders)
          })
      }
      return bases
    }
  }

  public func read(_ queries: [IssueQuery]) throws(RepositoryError) -> [(CouponHoldings, RecentHolders?)] {
    let reads = queries.map(Self.query)
    var rest = try read(Array(reads.joined()))[...]
    return try interpret { () throws(PostgresError) in
      var answers: [(CouponHoldings, RecentHolders?)] = []
      for (query, read) in zip(queries, reads) {
        answers.append(try Self.answer(rest.prefix(read.count), to: query))
        rest = rest.dropFirst(read.count)
      }
      return answers
    }
  }

  /// To issue coupons may open a campaign, and changes nothing that others have to be told of.
  public func commit(
    _ changes: [CampaignChange], beforeWaiting: () -> Void
  ) throws(RepositoryError) -> [Campaign] {
    let campaigns = changes.map { $0.campaign.saved(as: $0.campaign.stamp.next(using: &numbers)) }
    let coupons = changes.flatMap(\.coupons)
    var commands = [
      PostgresCommand(CampaignStatements.saveSeveral) {
        $0.append(campaigns.map(\.id.rawValue))
        $0.append(campaigns.map(\.remainingCoupons))
        $0.append(campaigns.map(\.lastSequence))
        $0.append(campaigns.map(\.state.rawValue))
        $0.append(campaigns.map(\.openedTime))
        $0.append(campaigns.map(\.stamp))
      },
      PostgresCommand(CouponStatements.insertSeveral) {
        $0.append(coupons.map(\.coupon.campaignID.rawValue))
        $0.append(coupons.map(\.coupon.issueTime))
        $0.append(coupons.map(\.coupon.sequence))
        $0.append(coupons.map(\.coupon.code.text))
        $0.append(coupons.map(\.coupon.userID?.text))
        $0.append(coupons.map(\.slot))
        $0.append(coupons.map(\.idempotencyKey?.text))
      },
    ]
    for change in changes { commands += records(of: change) }
    try saveAndCommit(commands, isSoon: coupons.count <= Self.soonSaved, beforeWaiting: beforeWaiting)
    return campaigns
  }
}
