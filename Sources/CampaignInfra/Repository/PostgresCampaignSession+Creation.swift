public import CampaignApplication
public import CampaignDomain

extension PostgresCampaignSession {
  public func beginCreation(key: IdempotencyKey?, behindAll: Bool) throws(RepositoryError) -> CreationSnapshot {
    var commands = [
      PostgresCommand(CampaignStatements.begin),
      PostgresCommand(behindAll ? CampaignStatements.nextIDBehindAll : CampaignStatements.nextID),
      PostgresCommand(CampaignStatements.clock),
    ]
    if let key { commands.append(PostgresCommand(CampaignStatements.findByKey) { $0.append(key.text) }) }
    let results = try read(commands)
    return try interpret { () throws(PostgresError) in
      var earlier: (campaign: Campaign, fingerprint: String)?
      if key != nil, results[3].rowCount == 1 {
        earlier = (try CampaignRow.read(results[3], 0), try results[3].text(0, CampaignRow.columnCount))
      }
      return CreationSnapshot(
        id: CampaignID(rawValue: try results[1].int64(0, 0)), now: try clock(results[2]), earlier: earlier)
    }
  }

  public func commitCreation(_ change: CampaignChange, of draft: CampaignDraft) throws(RepositoryError) -> Campaign {
    let campaign = change.campaign.saved(as: .new(using: &numbers))
    var commands = [
      PostgresCommand(CampaignStatements.insert) {
        $0.append(campaign.id.rawValue)
        $0.append(campaign.name)
        $0.append(campaign.totalCoupons)
        $0.append(campaign.remainingCoupons)
        $0.append(campaign.lastSequence)
        $0.append(campaign.startTime)
        $0.append(campaign.endTime)
        $0.append(campaign.perUserLimit)
        $0.append(campaign.state.rawValue)
        $0.append(campaign.openedTime)
        $0.append(campaign.createTime)
        $0.append(campaign.stamp)
        $0.append(draft.idempotencyKey?.text)
        $0.append(draft.fingerprint)
      }
    ]
    commands += records(of: change)
    commands.append(Self.notification(of: campaign.id))
    try saveAndCommit(commands)
    return campaign
  }
}
