import CampaignDomain

/// The part of one campaign in a transaction: the calls that it decides, who may hold a coupon, and what becomes of
/// both.
struct IssuePart {
  let campaignID: CampaignID
  private(set) var calls: [PendingIssue]
  /// One part has them at a time: a second copy would make its next change copy millions of hashes.
  private(set) var holders = KnownHolders()
  /// One a call, in their order, once they are decided.
  private(set) var answers: [IssueAnswer] = []
  /// The change to be saved; `nil`: nothing changes.
  private(set) var change: CampaignChange?
  /// The hold on the answers; `nil`: they may be given.
  private(set) var hold: Hold?
  private var basis: IssueBasis?
  private var saved: Campaign?
  /// The query that was asked along with the lock.
  private var query: IssueQuery

  /// Takes `holders`, and leaves nothing of them.
  init(_ campaignID: CampaignID, calls: [PendingIssue], taking holders: inout KnownHolders) {
    self.campaignID = campaignID
    self.calls = calls
    query = IssueQuery(campaignID)
    swap(&self.holders, &holders)
  }

  /// Gives back whom it knows.
  mutating func giveBack(_ holders: inout KnownHolders) { swap(&self.holders, &holders) }

  var isLocked: Bool { basis != nil }

  /// The rows that all its answers follow from, where it changes nothing.
  var rows: [HeldRow] { basis.map { [.campaign($0.campaign)] } ?? [] }

  /// True where there is use in a transaction.
  var hasCallsInTime: Bool { calls.contains { !$0.call.isOver() } }

  /// The campaign as it is now committed, and when; `nil`: nobody knows.
  var seen: (campaign: Campaign, now: Timestamp)? {
    basis.map { (saved ?? $0.campaign, $0.now) }
  }

  /// The change that opened the campaign, once it is committed.
  var opening: CampaignChange? {
    guard saved != nil, let change, !change.transitions.isEmpty else { return nil }
    return change
  }

  /// The same answer for each call, but for those whose time is over.
  func answers(_ error: UseCaseError) -> [IssueAnswer] {
    calls.map { $0.call.isOver() ? .failure(.deadlineExceeded) : .failure(error) }
  }
}

// MARK: - Steps of a transaction

extension IssuePart {
  /// Drops what an attempt that failed left.
  mutating func reset() {
    (basis, saved, change, hold, answers) = (nil, nil, nil, nil, [])
    query = IssueQuery(campaignID)
  }

  /// The query to ask along with the lock.
  func lockQuery(expectsOthers: Bool, lockTimeout: Duration? = nil) -> IssueQuery {
    let callers = CallersToLookUp(
      calls, at: .now, ignoringKeys: holders.ignoresKeys, where: holders.mayHold)
    return IssueQuery(
      campaignID, users: callers.users, keys: callers.keys, holdersFrom: holders.query(expectsOthers: expectsOthers),
      lockTimeout: lockTimeout)
  }

  mutating func locked(_ basis: IssueBasis, by query: IssueQuery) {
    self.query = query
    holders.learn(basis)
    self.basis = basis
  }

  /// The holders that are missing and may be read under the lock.
  var missingHolders: IssueQuery? {
    guard isLocked, let sequence = holders.gap(behind: query) else { return nil }
    return IssueQuery(campaignID, holdersFrom: sequence)
  }

  mutating func learn(_ recent: RecentHolders?) {
    if let basis { holders.learn(recent, of: basis.campaign) }
  }

  /// More calls come along, none of whom may hold a coupon.
  mutating func join(_ more: [PendingIssue]) { calls += more }

  /// The callers who may hold a coupon and whom nobody asked for along with the lock.
  var missingCallers: IssueQuery? {
    guard isLocked else { return nil }
    var callers = CallersToLookUp(
      calls, at: .now, ignoringKeys: holders.ignoresKeys, where: holders.mayHold)
    if callers.isEmpty { return nil }
    callers.remove(askedBy: query)
    return callers.isEmpty ? nil : IssueQuery(campaignID, users: callers.users, keys: callers.keys)
  }

  mutating func learn(_ holdings: CouponHoldings) { basis?.holdings.add(holdings) }

  /// Decides the calls in order of arrival.
  mutating func decide(codes: inout CouponCodeReserve) {
    guard let basis else { return }
    var issuance = Issuance(basis, expecting: calls.count)
    let now = ContinuousClock.now
    answers = calls.map { pending -> IssueAnswer in
      // The last moment at which a call can be dropped; what is decided below is finished.
      guard pending.call.beginDecision(at: now) else { return .failure(.deadlineExceeded) }
      return Self.answer(issuance.decide(pending.request, codes: &codes))
    }
    change = issuance.change
    if let change { holders.expect(change) }
  }

  mutating func committed(as saved: Campaign) {
    guard let change else { return }
    holders.confirm(change, as: saved)
    self.saved = saved
  }

  /// Its answers, and all else that was read or saved for them, must not be told before the hold is lifted.
  mutating func held(until hold: Hold?) { self.hold = hold }

  /// The transaction failed. Where nobody knows whether the change is committed, what was known before it is worth
  /// nothing.
  mutating func fail(with error: RepositoryError) {
    if error == .outcomeUnknown { holders.forget() }
    reset()
    answers = answers(UseCaseError(error, of: campaignID))
  }

  /// Somebody holds a coupon whom nobody here knew of: coupons were changed by SQL, or the database was set back.
  mutating func forgetHolders() { holders.forget() }

  /// Decides the calls of what was seen without the lock. False: somebody would be issued a coupon, and only the lock
  /// can do that.
  mutating func decide(lookingAt held: Held<IssueBasis>, codes: inout CouponCodeReserve) -> Bool {
    reset()
    let basis = held.beforeDurable
    var issuance = Issuance(basis)
    let decisions = calls.map { issuance.decide($0.request, codes: &codes) }
    guard issuance.change == nil else { return false }
    let now = ContinuousClock.now
    answers = zip(calls, decisions).map { pending, decision -> IssueAnswer in
      pending.call.beginDecision(at: now) ? Self.answer(decision) : .failure(.deadlineExceeded)
    }
    holders.learn(nil, of: basis.campaign)
    self.basis = basis
    hold = held.hold
    return true
  }

  private static func answer(_ decision: IssueDecision) -> IssueAnswer {
    switch decision {
    case .issued(let coupon): .success(IssueCoupon.Output(coupon: coupon, alreadyIssued: false))
    case .replayed(let coupon): .success(IssueCoupon.Output(coupon: coupon, alreadyIssued: true))
    case .refused(let refusal): .failure(UseCaseError(refusal))
    }
  }
}
