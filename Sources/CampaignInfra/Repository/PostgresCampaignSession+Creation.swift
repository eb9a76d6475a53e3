public import CampaignApplication
public import CampaignDomain

extension PostgresCampaignSession {
  /// Begins in one round trip; the id is one of the sequence of ids, or behind all rows.
  public func beginCreation(key: IdempotencyKey?, behindAll: Bool) throws(RepositoryError) -> CreationSnapshot {
    var batch = PostgresBatch()
    batch.add(CampaignStatements.begin)
    let id = batch.add(behindAll ? CampaignStatements.nextIDBehindAll : CampaignStatements.nextID)
    let time = batch.add(CampaignStatements.clock)
    let found = key.map { key in batch.add(CampaignStatements.findByKey) { $0.append(key.text) } }
    return try read(batch) { (results) throws(PostgresError) in
      var earlier: (campaign: Campaign, fingerprint: String)?
      if let found, try results[found].rowCount == 1 {
        earlier = (try CampaignRow.read(results[found], 0), try results[found].text(0, CampaignRow.columnCount))
      }
      let number = try results[id].int64(0, 0)
      guard CampaignRow.ids.contains(number) else {
        throw .unexpected("the sequence of campaign ids gave \(number), which is no campaign's: set it back to max(id)")
      }
      return CreationSnapshot(id: CampaignID(rawValue: number), now: try clock(results[time]), earlier: earlier)
    }
  }

  /// Saves and commits in one round trip.
  public func commitCreation(_ change: CampaignChange, of draft: CampaignDraft) throws(RepositoryError) -> Campaign {
    let campaign = change.campaign.saved(as: .new(using: &numbers))
    var batch = PostgresBatch()
    batch.add(CampaignStatements.insert) {
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
      $0.append(campaign.queueOnly)
      $0.append(campaign.deliveryURL?.text)
      $0.append(draft.idempotencyKey?.text)
      $0.append(draft.fingerprint)
    }
    add(change.transitions, of: campaign.id, to: &batch)
    batch.add(CampaignStatements.notify, campaign.id.rawValue)
    try saveAndCommit(batch)
    return campaign
  }
}
