public import CampaignApplication
public import CampaignDomain

extension PostgresCampaignSession {
  /// A page, in one round trip.
  public func page(of id: CampaignID, after sequence: Int64, limit: Int) throws(RepositoryError) -> Held<CampaignPage>?
  {
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
    let page = try read(batch) { (results) throws(PostgresError) -> CampaignPage? in
      guard try results[row].rowCount == 1 else { return nil }
      let campaign = try CampaignRow.read(results[row], 0)
      guard let coupons else { return CampaignPage(campaign: campaign, coupons: []) }
      return CampaignPage(campaign: campaign, coupons: try results[coupons].rows(CouponRow.read))
    }
    guard let page else { return nil }
    return try held(page, telling: [.campaign(page.campaign)])
  }

  /// A page of a listing, in one round trip.
  public func campaigns(before id: CampaignID?, limit: Int) throws(RepositoryError) -> Held<[ListedCampaign]> {
    var batch = PostgresBatch()
    let list = batch.add(CampaignStatements.list) {
      $0.append(id?.rawValue ?? Int64.max)
      $0.append(Int64(limit))
    }
    let page = try read(batch) { (results) throws(PostgresError) in try results[list].rows(CampaignRow.list) }
    let rows = page.compactMap { listed -> HeldRow? in
      if case .campaign(let campaign) = listed { .campaign(campaign) } else { nil }
    }
    return rows.isEmpty ? Held(page, until: nil) : try held(page, telling: rows)
  }

  /// Those of these ids that have a row.
  public func existing(_ ids: [CampaignID]) throws(RepositoryError) -> Set<CampaignID> {
    var batch = PostgresBatch()
    let found = batch.add(CampaignStatements.existing) { $0.append(ids.map(\.rawValue)) }
    return try read(batch) { (results) throws(PostgresError) in Set(try CampaignRow.ids(results[found])) }
  }

  /// A snapshot, in one round trip.
  public func snapshot(of id: CampaignID, holderLimit: Int) throws(RepositoryError) -> Held<CampaignSnapshot>? {
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
    let snapshot = try read(batch) { (results) throws(PostgresError) -> CampaignSnapshot? in
      let now = try clock(results[time])
      guard try results[row].rowCount == 1 else { return nil }
      let campaign = try CampaignRow.read(results[row], 0)
      var holders: CampaignSnapshot.Holders?
      if let all, campaign.lastSequence <= Int64(holderLimit), try results[all].rowCount <= holderLimit {
        holders = try CouponRow.holders(results[all])
      }
      return CampaignSnapshot(campaign: campaign, now: now, holders: holders)
    }
    guard let snapshot else { return nil }
    return try held(snapshot, telling: [.campaign(snapshot.campaign)])
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
