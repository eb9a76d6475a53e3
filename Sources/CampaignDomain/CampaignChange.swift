/// The outcome of one decision about a campaign: saved whole or not at all.
public struct CampaignChange: Hashable, Sendable {
  /// The campaign as it is once this is saved, but for its stamp, which the save gives it.
  public internal(set) var campaign: Campaign
  /// The transitions in order.
  public internal(set) var transitions: [CampaignTransition] = []
  /// The coupons in order of their sequence.
  public internal(set) var coupons: [NewCoupon] = []
  /// The coupons that are taken back, or begin to be.
  public internal(set) var revocations: [CouponRevocation] = []
  /// True where the campaign's stock is another.
  public internal(set) var isStockChanged = false

  init(of campaign: Campaign) {
    self.campaign = campaign
  }

  mutating func move(to state: CampaignState, at now: Timestamp, by actor: String, plannedFor planned: Timestamp?) {
    let time = campaign.recordedTime(now)
    transitions.append(
      CampaignTransition(
        from: campaign.state, to: state, time: time, actor: actor,
        lateness: planned.map { time.duration(since: $0) }))
    if campaign.state == .scheduled && state == .open { campaign.openedTime = time }
    campaign.state = state
  }

  /// Opens a campaign that is SCHEDULED and due: whoever holds its lock first does that, and only once.
  mutating func openIfDue(at time: Timestamp, by actor: String) {
    guard campaign.isDueToOpen(at: time) else { return }
    move(to: .open, at: time, by: actor, plannedFor: campaign.startTime)
  }
}

/// A coupon that is about to be saved, with what only the storage needs to know.
public struct NewCoupon: Hashable, Sendable {
  /// The coupon as its caller gets it once it is committed.
  public let coupon: Coupon
  /// 1...perUserLimit, where the campaign has a limit: UNIQUE (campaign, user, slot) is the limit's last wall.
  public let slot: Int32?
  /// The key of the call that got it; UNIQUE (campaign, key) is the last wall against a second.
  public let idempotencyKey: IdempotencyKey?

  /// A coupon as it is saved. Nothing is checked.
  public init(coupon: Coupon, slot: Int32?, idempotencyKey: IdempotencyKey?) {
    self.coupon = coupon
    self.slot = slot
    self.idempotencyKey = idempotencyKey
  }
}
