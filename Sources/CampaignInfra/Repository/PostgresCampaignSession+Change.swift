import CampaignDomain

/// Lock → the domain decides → commit: two round trips, whatever the change.
extension PostgresCampaignSession {
  func lock(_ request: LockRequest, beforeWaiting: () -> Void) throws(RepositoryError) -> LockedCampaign? {
    let isAwaited = connection.isAwaitingResults && awaitedLock == request
    if !isAwaited && connection.isAwaitingResults { try rollback() }
    awaitedLock = nil
    let results = try attempt(at: .beforeCommit) { () throws(PostgresError) in
      if !isAwaited { try connection.send(Self.locking(request)) }
      return try connection.results(within: responseTimeout, beforeWaiting: beforeWaiting)
    }
    return try basis(results, of: request)
  }

  /// Under READ COMMITTED each statement sees what was committed when it began, and those behind the locking SELECT begin
  /// with the lock held.
  private static func locking(_ request: LockRequest) -> [PostgresCommand] {
    var commands = [
      PostgresCommand(CampaignStatements.begin),
      PostgresCommand(CampaignStatements.lock) { $0.append(request.campaignID.rawValue) },
      PostgresCommand(CampaignStatements.clock),
    ]
    if let sequence = request.holdersAfter {
      commands.append(
        PostgresCommand(CouponStatements.recentHolders) {
          $0.append(request.campaignID.rawValue)
          $0.append(sequence)
          $0.append(Int64(LockRequest.maximumRecentHolders))
        })
    }
    return commands + holdingsQuery(request.campaignID, users: request.users, keys: request.keys)
  }

  func holdings(
    of id: CampaignID, users: [UserID], keys: [IdempotencyKey]
  ) throws(RepositoryError) -> CouponHoldings {
    let results = try read(Self.holdingsQuery(id, users: users, keys: keys))
    return try interpret { () throws(PostgresError) in
      try Self.holdings(results[...], hasUsers: !users.isEmpty, hasKeys: !keys.isEmpty)
    }
  }

  func look(
    at id: CampaignID, users: [UserID], keys: [IdempotencyKey]
  ) throws(RepositoryError) -> LockedCampaign? {
    let results = try read(
      [
        PostgresCommand(CampaignStatements.beginRead),
        PostgresCommand(CampaignStatements.find) { $0.append(id.rawValue) },
        PostgresCommand(CampaignStatements.clock),
      ] + Self.holdingsQuery(id, users: users, keys: keys) + [PostgresCommand(CampaignStatements.commit)])
    return try basis(results, of: LockRequest(id, users: users, keys: keys))
  }

  /// What these users and keys have.
  private static func holdingsQuery(
    _ id: CampaignID, users: [UserID], keys: [IdempotencyKey]
  ) -> [PostgresCommand] {
    var commands: [PostgresCommand] = []
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

  /// What a decision needs, of the results of BEGIN, the campaign's row, the clock, the recent holders where they were
  /// asked for, and `holdingsQuery`.
  private func basis(
    _ results: [PostgresResult], of request: LockRequest
  ) throws(RepositoryError) -> LockedCampaign? {
    try interpret { () throws(PostgresError) in
      guard results[1].rowCount == 1 else { return nil }
      let campaign = try CampaignRow.read(results[1], 0)
      var rest = results[3...]
      var recentHolders: RecentHolders?
      if request.holdersAfter != nil, let result = rest.popFirst() {
        recentHolders = try Self.recentHolders(result, of: campaign)
      }
      let holdings = try Self.holdings(rest, hasUsers: !request.users.isEmpty, hasKeys: !request.keys.isEmpty)
      return LockedCampaign(
        campaign: campaign, now: try results[2].timestamp(0, 0), holdings: holdings, recentHolders: recentHolders)
    }
  }

  /// Of the results of `holdingsQuery`.
  private static func holdings(
    _ results: ArraySlice<PostgresResult>, hasUsers: Bool, hasKeys: Bool
  ) throws(PostgresError) -> CouponHoldings {
    var rest = results
    var holdings = CouponHoldings()
    if hasUsers, let result = rest.popFirst() { holdings.byUser = try Self.holdings(result) }
    if hasKeys, let result = rest.popFirst() { holdings.byKey = try Self.keyedCoupons(result) }
    return holdings
  }

  private static func recentHolders(
    _ result: PostgresResult, of campaign: Campaign
  ) throws(PostgresError) -> RecentHolders {
    let rowCount = result.rowCount
    var users: [UserID] = []
    var keys: [IdempotencyKey] = []
    users.reserveCapacity(rowCount)
    for row in 0..<rowCount {
      if try !result.isNull(row, 1) { users.append(UserID(alreadyChecked: try result.text(row, 1))) }
      if try !result.isNull(row, 2) { keys.append(IdempotencyKey(alreadyChecked: try result.text(row, 2))) }
    }
    // Where fewer were found than would have been read, there are no more.
    let isWhole = rowCount < LockRequest.maximumRecentHolders
    return RecentHolders(
      users: users, keys: keys,
      throughSequence: isWhole ? campaign.lastSequence : try result.int64(rowCount - 1, 0))
  }

  func commit(
    _ change: CampaignChange, andLock next: LockRequest?, beforeWaiting: () -> Void
  ) throws(RepositoryError) {
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
    try saveAndCommit(commands, andLock: next.map { ($0, Self.locking($0)) }, beforeWaiting: beforeWaiting)
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
