public import CampaignApplication
public import CampaignDomain

/// Lock → the domain decides → commit: two round trips, whatever the change.
extension PostgresCampaignSession {
  public func lock(_ request: IssueQuery, beforeWaiting: () -> Void) throws(RepositoryError) -> IssueBasis? {
    let isAwaited = connection.isAwaitingResults && awaitedLock == request
    if !isAwaited && connection.isAwaitingResults { try rollback() }
    awaitedLock = nil
    var results = try attempt(at: .beforeCommit) { () throws(PostgresError) in
      if !isAwaited { try connection.send(Self.locking(request)) }
      return try connection.results(within: responseTimeout, beforeWaiting: beforeWaiting)
    }
    if request.lockTimeout != nil, results.count > 1 { results.remove(at: 1) }
    return try basis(results, of: request)
  }

  /// Under READ COMMITTED each statement sees what was committed when it began, and those behind the locking SELECT begin
  /// with the lock held.
  private static func locking(_ request: IssueQuery) -> [PostgresCommand] {
    var commands = [PostgresCommand(CampaignStatements.begin)]
    if let limit = request.lockTimeout {
      // Zero would be no limit at all.
      commands.append(PostgresCommand(CampaignStatements.lockTimeout) { $0.append("\(max(1, limit.milliseconds))ms") })
    }
    commands.append(PostgresCommand(CampaignStatements.lock) { $0.append(request.campaignID.rawValue) })
    commands.append(PostgresCommand(CampaignStatements.clock))
    return commands + query(request)
  }

  public func read(_ request: IssueQuery) throws(RepositoryError) -> (CouponHoldings, RecentHolders?) {
    let results = try read(Self.query(request))
    return try interpret { () throws(PostgresError) in try Self.answer(results[...], to: request) }
  }

  /// What a request asks for besides the row and the clock.
  static func query(_ request: IssueQuery) -> [PostgresCommand] {
    let id = request.campaignID.rawValue
    var commands: [PostgresCommand] = []
    if let sequence = request.holdersFrom {
      commands.append(
        PostgresCommand(CouponStatements.recentHolders) {
          $0.append(id)
          $0.append(sequence)
          $0.append(Int64(IssueQuery.maximumRecentHolders))
        })
    }
    if !request.users.isEmpty {
      commands.append(
        PostgresCommand(CouponStatements.heldByUsers) {
          $0.append(id)
          $0.append(request.users.map(\.text))
        })
    }
    if !request.keys.isEmpty {
      commands.append(
        PostgresCommand(CouponStatements.heldByKeys) {
          $0.append(id)
          $0.append(request.keys.map(\.text))
        })
    }
    return commands
  }

  /// Of the results of `query`.
  static func answer(
    _ results: ArraySlice<PostgresResult>, to request: IssueQuery
  ) throws(PostgresError) -> (CouponHoldings, RecentHolders?) {
    var rest = results
    var holdings = CouponHoldings()
    var recentHolders: RecentHolders?
    if let sequence = request.holdersFrom, let result = rest.popFirst() {
      recentHolders = try Self.recentHolders(result, from: sequence)
    }
    if !request.users.isEmpty, let result = rest.popFirst() { holdings.byUser = try Self.holdings(result) }
    if !request.keys.isEmpty, let result = rest.popFirst() { holdings.byKey = try Self.keyedCoupons(result) }
    return (holdings, recentHolders)
  }

  public func recentHolders(of id: CampaignID, from sequence: Int64) throws(RepositoryError) -> RecentHolders {
    let results = try read(Self.query(IssueQuery(id, holdersFrom: sequence)))
    return try interpret { () throws(PostgresError) in try Self.recentHolders(results[0], from: sequence) }
  }

  public func look(
    at id: CampaignID, users: [UserID], keys: [IdempotencyKey]
  ) throws(RepositoryError) -> IssueBasis? {
    let request = IssueQuery(id, users: users, keys: keys)
    let results = try read(
      [
        PostgresCommand(CampaignStatements.beginRead),
        PostgresCommand(CampaignStatements.find) { $0.append(id.rawValue) },
        PostgresCommand(CampaignStatements.clock),
      ] + Self.query(request) + [PostgresCommand(CampaignStatements.commit)])
    return try basis(results, of: request)
  }

  /// What a decision needs, of the results of BEGIN, the campaign's row, the clock and `query`.
  private func basis(
    _ results: [PostgresResult], of request: IssueQuery
  ) throws(RepositoryError) -> IssueBasis? {
    try interpret { () throws(PostgresError) in
      let now = try clock(results[2])
      guard results[1].rowCount == 1 else { return nil }
      let (holdings, recentHolders) = try Self.answer(results[3...], to: request)
      return IssueBasis(
        campaign: try CampaignRow.read(results[1], 0), now: now, holdings: holdings,
        recentHolders: recentHolders)
    }
  }

  private static func recentHolders(
    _ result: PostgresResult, from sequence: Int64
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
    let isWhole = rowCount < IssueQuery.maximumRecentHolders
    var ends: (first: CouponIdentity, last: CouponIdentity)?
    if rowCount > 0 { ends = (try coupon(result, 0), try coupon(result, rowCount - 1)) }
    return RecentHolders(
      users: users, keys: keys, fromSequence: sequence, throughSequence: isWhole ? nil : ends?.last.sequence, ends: ends
    )
  }

  /// Of a row of `CouponStatements.recentHolders`.
  private static func coupon(_ result: PostgresResult, _ row: Int) throws(PostgresError) -> CouponIdentity {
    CouponIdentity(
      sequence: try result.int64(row, 0), code: CouponCode(alreadyChecked: try result.text(row, 3)))
  }

  @discardableResult
  public func commit(
    _ change: CampaignChange, andLock next: IssueQuery?, beforeWaiting: () -> Void
  ) throws(RepositoryError) -> Campaign {
    let campaign = change.campaign.saved(as: change.campaign.stamp.next(using: &numbers))
    var commands = [
      PostgresCommand(CampaignStatements.save) {
        $0.append(campaign.id.rawValue)
        $0.append(campaign.remainingCoupons)
        $0.append(campaign.lastSequence)
        $0.append(campaign.state.rawValue)
        $0.append(campaign.openedTime)
        $0.append(campaign.stamp)
      }
    ]
    if !change.coupons.isEmpty { commands.append(Self.insertion(of: change.coupons, into: campaign.id)) }
    commands += records(of: change)
    // Who waits for a start looks at the clock and needs no word of it: at an opening nobody waits for the lock of the whole
    // cluster that NOTIFY takes at COMMIT, and nobody is woken.
    let isWorthAWord = change.transitions.contains { !($0.from == .scheduled && $0.to == .open) }
    if isWorthAWord { commands.append(Self.notification(of: campaign.id)) }
    try saveAndCommit(
      commands, andLock: next.map { ($0, Self.locking($0)) }, isSoon: change.coupons.count <= Self.soonSaved,
      beforeWaiting: beforeWaiting)
    return campaign
  }

  /// Saving more coupons takes longer than waking a thread, and the core is of more use to event loops, to callers on the
  /// same machine, and to the backend that saves them.
  static let soonSaved = 8

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

  /// The rows that record a change's transitions.
  func records(of change: CampaignChange) -> [PostgresCommand] {
    let id = change.campaign.id.rawValue
    let insertion =
      isTransitionSequenceBehind
      ? CampaignStatements.insertTransitionBehindAll : CampaignStatements.insertTransition
    return change.transitions.map { transition in
      PostgresCommand(insertion) {
        $0.append(id)
        $0.append(transition.from.rawValue)
        $0.append(transition.to.rawValue)
        $0.append(transition.time)
        $0.append(transition.actor)
        $0.append(transition.lateness.map(\.microseconds))
      }
    }
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
