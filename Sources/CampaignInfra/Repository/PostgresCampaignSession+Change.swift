import CampaignDomain

/// Lock → the domain decides → commit: two round trips, whatever the change.
extension PostgresCampaignSession {
  func lock(
    _ id: CampaignID, users: [UserID], keys: [IdempotencyKey]
  ) throws(RepositoryError) -> LockedCampaign? {
    // Under READ COMMITTED each statement sees what was committed when it began, and those behind the locking SELECT
    // begin with the lock held.
    let results = try read(
      [PostgresCommand(CampaignStatements.begin), PostgresCommand(CampaignStatements.lock) { $0.append(id.rawValue) }]
        + Self.holdingsQuery(id, users: users, keys: keys))
    return try basis(results, users: users, keys: keys)
  }

  func look(
    at id: CampaignID, users: [UserID], keys: [IdempotencyKey]
  ) throws(RepositoryError) -> LockedCampaign? {
    let results = try read(
      [
        PostgresCommand(CampaignStatements.beginRead),
        PostgresCommand(CampaignStatements.find) { $0.append(id.rawValue) },
      ] + Self.holdingsQuery(id, users: users, keys: keys) + [PostgresCommand(CampaignStatements.commit)])
    return try basis(results, users: users, keys: keys)
  }

  /// The clock, and what these users and keys have.
  private static func holdingsQuery(
    _ id: CampaignID, users: [UserID], keys: [IdempotencyKey]
  ) -> [PostgresCommand] {
    var commands = [PostgresCommand(CampaignStatements.clock)]
    if !users.isEmpty {
      commands.append(
        PostgresCommand(CouponStatements.heldByUsers) {
          $0.append(id.rawValue)
          $0.append(users.map(\.text))
        })
    }
    if !keys.isEmpty {
      commands.append(
        PostgresCommand(CouponStatements.heldByKeys) {
          $0.append(id.rawValue)
          $0.append(keys.map(\.text))
        })
    }
    return commands
  }

  /// What a decision needs, of the results of BEGIN, the campaign's row and `holdingsQuery`.
  private func basis(
    _ results: [PostgresResult], users: [UserID], keys: [IdempotencyKey]
  ) throws(RepositoryError) -> LockedCampaign? {
    try interpret { () throws(PostgresError) in
      guard results[1].rowCount == 1 else { return nil }
      var holdings = CouponHoldings()
      if !users.isEmpty { holdings.byUser = try Self.holdings(results[3]) }
      if !keys.isEmpty { holdings.byKey = try Self.keyedCoupons(results[users.isEmpty ? 3 : 4]) }
      return LockedCampaign(
        campaign: try CampaignRow.read(results[1], 0), now: try results[2].timestamp(0, 0), holdings: holdings)
    }
  }

  func commit(_ change: CampaignChange) throws(RepositoryError) {
    let campaign = change.campaign
    var commands = [
      PostgresCommand(CampaignStatements.save) {
        $0.append(campaign.id.rawValue)
        $0.append(campaign.remainingCoupons)
        $0.append(campaign.lastSequence)
        $0.append(campaign.state.rawValue)
        $0.append(campaign.openedTime)
      }
    ]
    if !change.coupons.isEmpty { commands.append(Self.insertion(of: change.coupons, into: campaign.id)) }
    commands += Self.records(of: change)
    try saveAndCommit(commands)
  }

  private static func holdings(
    _ result: PostgresResult
  ) throws(PostgresError) -> [UserID: CouponHoldings.UserHolding] {
    var holdings: [UserID: CouponHoldings.UserHolding] = [:]
    for row in 0..<result.rowCount {
      let coupon = try CouponRow.read(result, row)
      guard let user = coupon.userID else { continue }
      let slot = try result.int32(row, CouponRow.columnCount)
      holdings[user] = CouponHoldings.UserHolding(latest: coupon, count: slot)
    }
    return holdings
  }

  private static func keyedCoupons(_ result: PostgresResult) throws(PostgresError) -> [IdempotencyKey: Coupon] {
    var coupons: [IdempotencyKey: Coupon] = [:]
    for row in 0..<result.rowCount {
      let key = IdempotencyKey(alreadyChecked: try result.text(row, CouponRow.columnCount))
      coupons[key] = try CouponRow.read(result, row)
    }
    return coupons
  }

  /// The coupons of one decision share the time of it.
  private static func insertion(of coupons: [NewCoupon], into id: CampaignID) -> PostgresCommand {
    PostgresCommand(CouponStatements.insert) {
      $0.append(id.rawValue)
      $0.append(coupons.first?.coupon.issueTime)
      $0.append(coupons.map(\.coupon.sequence))
      $0.append(coupons.map(\.coupon.code.text))
      $0.append(coupons.map(\.coupon.userID?.text))
      $0.append(coupons.map(\.slot))
      $0.append(coupons.map(\.idempotencyKey?.text))
    }
  }

  /// The rows that record a change's transitions, and the word to the schedulers.
  static func records(of change: CampaignChange) -> [PostgresCommand] {
    let id = change.campaign.id.rawValue
    var commands = change.transitions.map { transition in
      PostgresCommand(CampaignStatements.insertTransition) {
        $0.append(id)
        $0.append(transition.from.rawValue)
        $0.append(transition.to.rawValue)
        $0.append(transition.time)
        $0.append(transition.actor)
        $0.append(transition.lateness.map(\.microseconds))
      }
    }
    if !change.transitions.isEmpty { commands.append(notification(of: change.campaign.id)) }
    return commands
  }

  static func notification(of id: CampaignID) -> PostgresCommand {
    PostgresCommand(CampaignStatements.notify) { $0.append(id.rawValue) }
  }
}

extension Duration {
  /// Whole microseconds, cut.
  var microseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
  }
}
