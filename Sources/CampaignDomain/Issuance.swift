/// Decides, call by call in order of arrival, who of a group gets a coupon of a locked campaign
/// (docs/contract.md, "Order of the checks of IssueCoupon"). A value: nothing is issued before `change` is committed.
public struct Issuance: Sendable {
  /// The way by which requests come.
  public enum Source: Hashable, Sendable {
    /// Calls of IssueCoupon.
    case call
    /// Entries of the campaign's queue.
    case queue
  }

  private let now: Timestamp
  private let source: Source
  private var holdings: CouponHoldings
  private var pending: CampaignChange
  private var codes: Set<CouponCode> = []

  /// Begins a group of about `count` calls at the database's time `now`, whose users and keys have `holdings`. `actor`
  /// is recorded should the campaign be due and open with the first coupon.
  public init(
    of campaign: Campaign, at now: Timestamp, holdings: CouponHoldings = CouponHoldings(), source: Source = .call,
    actor: String = "issue", expecting count: Int = 1
  ) {
    self.now = now
    self.source = source
    self.holdings = holdings
    pending = CampaignChange(of: campaign)
    if count > 1 {
      self.holdings.byUser.reserveCapacity(count)
      if !campaign.ignoresKeys { self.holdings.byKey.reserveCapacity(count) }
      codes.reserveCapacity(count)
      pending.coupons.reserveCapacity(count)
    }
    pending.openIfDue(at: now, by: actor)
  }

  /// The change that has to be saved; `nil`: no coupon was issued, nothing changes, and the transaction is rolled back.
  /// The opening of a due campaign is saved with its first coupon.
  public var change: CampaignChange? { pending.coupons.isEmpty ? nil : pending }

  /// The campaign as the decisions so far leave it.
  public var campaign: Campaign { pending.campaign }

  /// The decision on the next call, with a code of `codes` if it is issued one.
  public mutating func decide(_ request: IssueRequest, codes: inout CouponCodeReserve) -> IssueDecision {
    decide(request) { codes.next() }
  }

  /// The decision on the next call, with a code drawn at once.
  public mutating func decide(
    _ request: IssueRequest, using generator: inout some RandomNumberGenerator
  ) -> IssueDecision {
    decide(request) { CouponCode.random(using: &generator) }
  }

  private mutating func decide(_ request: IssueRequest, drawing code: () -> CouponCode) -> IssueDecision {
    let isLimited = pending.campaign.perUserLimit > 0
    if isLimited && request.user == nil { return .refused(.userRequired) }
    if pending.campaign.queueOnly && source == .call { return .refused(.queueOnly) }
    if let decision = replay(of: request) { return decision }
    if pending.campaign.isOver(at: now) { return .refused(.closed) }
    switch pending.campaign.state {
    case .scheduled: return .refused(pending.campaign.notStarted(at: now))
    case .closed: return .refused(.closed)
    case .paused: return .refused(.paused)
    case .open: break
    }
    guard pending.campaign.remainingCoupons > 0 else { return .refused(.soldOut) }
    let holding = request.user.flatMap { isLimited ? holdings.byUser[$0] : nil }
    guard !isLimited || holding?.count ?? 0 < pending.campaign.perUserLimit else {
      return .refused(.userLimitReached(limit: pending.campaign.perUserLimit))
    }
    guard pending.campaign.lastSequence < Campaign.sequences.upperBound else {
      return .refused(.sequencesUsedUp(pending.campaign.id))
    }
    return .issued(issue(to: request, slot: isLimited ? holding?.nextSlot ?? 1 : nil, drawing: code))
  }

  /// With a limit of 1 the user is the key, as long as their coupon is good; an idempotency key is one whatever became
  /// of its coupon.
  private func replay(of request: IssueRequest) -> IssueDecision? {
    if pending.campaign.ignoresKeys {
      return request.user.flatMap { holdings.byUser[$0]?.ownCoupon }.map { .replayed($0) }
    }
    guard let key = request.key, let coupon = holdings.byKey[key] else { return nil }
    return coupon.userID == request.user ? .replayed(coupon) : .refused(.idempotencyKeyReused)
  }

  private mutating func issue(
    to request: IssueRequest, slot: Int32?, drawing draw: () -> CouponCode
  ) -> Coupon {
    var code = draw()
    while !codes.insert(code).inserted { code = draw() }
    pending.campaign.remainingCoupons -= 1
    pending.campaign.lastSequence += 1
    let coupon = Coupon(
      code: code, campaignID: pending.campaign.id, userID: request.user, sequence: pending.campaign.lastSequence,
      issueTime: pending.campaign.recordedTime(now))
    let key = pending.campaign.ignoresKeys ? nil : request.key
    pending.coupons.append(NewCoupon(coupon: coupon, slot: slot, idempotencyKey: key))
    // From here on the same user or key in this group is a replay, or counts for the limit.
    if let user = request.user, slot != nil {
      holdings.byUser[user]?.add(coupon)
      if holdings.byUser[user] == nil { holdings.byUser[user] = .init(latest: coupon, count: 1) }
    }
    if let key { holdings.byKey[key] = coupon }
    return coupon
  }
}

/// The request of one caller to a campaign.
public struct IssueRequest: Hashable, Sendable {
  /// `nil`: nobody in particular; refused where the campaign has a limit for each user.
  public let user: UserID?
  /// `nil`: without a user limit of 1, the call is never a repeat.
  public let key: IdempotencyKey?

  /// Both were checked when they were made.
  public init(user: UserID?, key: IdempotencyKey?) {
    self.user = user
    self.key = key
  }
}

/// The answer that a caller gets.
public enum IssueDecision: Hashable, Sendable {
  case issued(Coupon)
  /// An earlier call's coupon, which this one repeats.
  case replayed(Coupon)
  case refused(CampaignRefusal)
}
