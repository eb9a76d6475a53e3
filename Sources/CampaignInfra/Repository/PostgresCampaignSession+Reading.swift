public import CampaignApplication
public import CampaignDomain

extension PostgresCampaignSession {
  /// A page, in one round trip.
  public func page(of id: CampaignID, after sequence: Int64, limit: Int) throws(RepositoryError) -> CampaignPage? {
    var batch = PostgresBatch()
    batch.add(CampaignStatements.beginRead)
    let row = batch.add(CampaignStatements.find, id.rawValue)
    var coupons: PostgresBatch.Place?
    if limit > 0 {
      coupons = batch.add(CouponStatements.page) {
        $0.append(id.rawValue)
        $0.append(sequence)
        $0.append(Int64(limit))
      }
    }
    batch.add(CampaignStatements.commit)
    return try read(batch) { (results) throws(PostgresError) in
      guard try results[row].rowCount == 1 else { return nil }
      let campaign = try CampaignRow.read(results[row], 0)
      guard let coupons else { return CampaignPage(campaign: campaign, coupons: []) }
      return CampaignPage(
        campaign: campaign,
        coupons: try results[coupons].rows { (result, row) throws(PostgresError) in try CouponRow.read(result, row) })
    }
  }

  /// A page of a listing, in one round trip.
  public func campaigns(before id: CampaignID?, limit: Int) throws(RepositoryError) -> [ListedCampaign] {
    var batch = PostgresBatch()
    let list = batch.add(CampaignStatements.list) {
      $0.append(id?.rawValue ?? Int64.max)
      $0.append(Int64(limit))
    }
    return try read(batch) { (results) throws(PostgresError) in
      try results[list].rows { (result, row) throws(PostgresError) in try CampaignRow.list(result, row) }
    }
  }

  /// Those of these ids that have a row.
  public func existing(_ ids: [CampaignID]) throws(RepositoryError) -> Set<CampaignID> {
    var batch = PostgresBatch()
    let found = batch.add(CampaignStatements.existing) { $0.append(ids.map(\.rawValue)) }
    return try read(batch) { (results) throws(PostgresError) in Set(try CampaignRow.ids(results[found])) }
  }

  /// A survey, in one round trip.
  public func survey(of id: CampaignID, holderLimit: Int) throws(RepositoryError) -> CampaignSurvey? {
    var batch = PostgresBatch()
    batch.add(CampaignStatements.beginRead)
    let row = batch.add(CampaignStatements.find, id.rawValue)
    let time = batch.add(CampaignStatements.clock)
    var all: PostgresBatch.Place?
    if holderLimit > 0 {
      all = batch.add(CouponStatements.holders) {
        $0.append(id.rawValue)
        $0.append(Int64(holderLimit))
      }
    }
    batch.add(CampaignStatements.commit)
    return try read(batch) { (results) throws(PostgresError) in
      let now = try clock(results[time])
      guard try results[row].rowCount == 1 else { return nil }
      let campaign = try CampaignRow.read(results[row], 0)
      var holders: CampaignHolders?
      if let all, campaign.lastSequence <= Int64(holderLimit), try results[all].rowCount <= holderLimit {
        holders = try CouponRow.allHolders(results[all])
      }
      return CampaignSurvey(campaign: campaign, now: now, holders: holders)
    }
  }

  /// Holders by sequence, in one round trip.
  public func recentHolders(of id: CampaignID, from sequence: Int64) throws(RepositoryError) -> RecentHolders {
    var batch = PostgresBatch()
    let recent = batch.addRecentHolders(of: id, from: sequence)
    return try read(batch) { (results) throws(PostgresError) in
      try CouponRow.recentHolders(results[recent], from: sequence)
    }
  }
}
