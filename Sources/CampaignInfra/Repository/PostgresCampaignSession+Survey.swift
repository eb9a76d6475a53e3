public import CampaignApplication
public import CampaignDomain

extension PostgresCampaignSession {
  public func survey(of id: CampaignID, holderLimit: Int) throws(RepositoryError) -> CampaignSurvey? {
    var commands = [
      PostgresCommand(CampaignStatements.beginRead),
      PostgresCommand(CampaignStatements.find) { $0.append(id.rawValue) },
      PostgresCommand(CampaignStatements.clock),
    ]
    if holderLimit > 0 {
      commands.append(
        PostgresCommand(CouponStatements.holders) {
          $0.append(id.rawValue)
          $0.append(Int64(holderLimit))
        })
    }
    commands.append(PostgresCommand(CampaignStatements.commit))
    let results = try read(commands)
    return try interpret { () throws(PostgresError) in
      let now = try clock(results[2])
      guard results[1].rowCount == 1 else { return nil }
      let campaign = try CampaignRow.read(results[1], 0)
      var holders: CampaignHolders?
      if holderLimit > 0, campaign.lastSequence <= Int64(holderLimit), results[3].rowCount <= holderLimit {
        holders = try Self.holders(results[3])
      }
      return CampaignSurvey(campaign: campaign, now: now, holders: holders)
    }
  }

  private static func holders(_ result: PostgresResult) throws(PostgresError) -> CampaignHolders {
    var users: [UserID] = []
    var keys: [IdempotencyKey] = []
    for row in 0..<result.rowCount {
      if try !result.isNull(row, 0) { users.append(UserID(alreadyChecked: try result.text(row, 0))) }
      if try !result.isNull(row, 1) { keys.append(IdempotencyKey(alreadyChecked: try result.text(row, 1))) }
    }
    return CampaignHolders(users: users, keys: keys)
  }
}
