import SeededRandomness
import CampaignDomain
import Testing

/// docs/contract.md, section 2, "Replay".
@Suite struct IssuanceReplayTests {
  /// Every way in which a campaign sells nothing any more, and the one in which it sells.
  static let campaigns: [(campaign: Campaign, now: Timestamp)] = [
    (.sample(.open, remaining: 5), .start), (.sample(.open, remaining: 0), .start),
    (.sample(.open, remaining: 5), .end), (.sample(.paused, remaining: 5), .start),
    (.sample(.closed, remaining: 5), .start), (.sample(.closed, remaining: 0), .end),
  ]

  private static func decide(
    _ campaign: Campaign, at now: Timestamp, limit: Int32, _ holdings: CouponHoldings, _ requests: [IssueRequest]
  ) -> [IssueDecision] {
    let limited = Campaign(
      id: campaign.id, name: campaign.name, totalCoupons: campaign.totalCoupons,
      remainingCoupons: campaign.remainingCoupons, lastSequence: campaign.lastSequence, startTime: campaign.startTime,
      endTime: campaign.endTime, perUserLimit: limit, state: campaign.state, openedTime: campaign.openedTime,
      createTime: campaign.createTime)
    var generator = SplitMix64(seed: 7)
    var issuance = Issuance(of: limited, at: now, holdings: holdings)
    return requests.map { issuance.decide($0, using: &generator) }
  }

  @Test(arguments: campaigns.indices)
  func withALimitOfOneAUserWhoAsksAgainGetsTheirCouponInEveryState(_ index: Int) {
    let (campaign, now) = Self.campaigns[index]
    let coupon = Coupon.sample(sequence: 3, user: .sample("u"))
    let holdings = CouponHoldings(byUser: [.sample("u"): .init(latest: coupon, count: 1)])
    let decisions = Self.decide(
      campaign, at: now, limit: 1, holdings,
      [IssueRequest(user: .sample("u"), key: nil), IssueRequest(user: .sample("u"), key: .sample("new"))])
    #expect(decisions == [.replayed(coupon), .replayed(coupon)])
  }

  @Test(arguments: campaigns.indices, [0, 2, 3] as [Int32])
  func aKeyThatIsUsedAgainGivesItsCouponInEveryState(_ index: Int, _ limit: Int32) {
    let (campaign, now) = Self.campaigns[index]
    let coupon = Coupon.sample(sequence: 3, user: .sample("u"))
    let holdings = CouponHoldings(
      byUser: limit > 0 ? [.sample("u"): .init(latest: .sample(sequence: 4, user: .sample("u")), count: 2)] : [:],
      byKey: [.sample("k"): coupon])
    let decisions = Self.decide(
      campaign, at: now, limit: limit, holdings, [IssueRequest(user: .sample("u"), key: .sample("k"))])
    #expect(decisions == [.replayed(coupon)])
  }

  @Test(arguments: campaigns.indices, [0, 2] as [Int32])
  func aKeyOfAnotherUserIsRefusedInEveryState(_ index: Int, _ limit: Int32) {
    let (campaign, now) = Self.campaigns[index]
    let holdings = CouponHoldings(byKey: [.sample("k"): .sample(sequence: 3, user: .sample("u"))])
    var requests = [IssueRequest(user: .sample("v"), key: .sample("k"))]
    if limit == 0 { requests.append(IssueRequest(user: nil, key: .sample("k"))) }
    for decision in Self.decide(campaign, at: now, limit: limit, holdings, requests) {
      #expect(decision == .refused(.idempotencyKeyReused))
    }
  }

  @Test func aNamelessCallsKeyIsNoOneElses() {
    let coupon = Coupon.sample(sequence: 3, user: nil)
    let holdings = CouponHoldings(byKey: [.sample("k"): coupon])
    let decisions = Self.decide(
      .sample(), at: .start, limit: 0, holdings,
      [IssueRequest(user: nil, key: .sample("k")), IssueRequest(user: .sample("u"), key: .sample("k"))])
    #expect(decisions == [.replayed(coupon), .refused(.idempotencyKeyReused)])
  }

  @Test func withALimitOfOneTheUserIsTheKey() {
    let mine = Coupon.sample(sequence: 3, user: .sample("u"))
    let theirs = Coupon.sample(sequence: 4, user: .sample("v"))
    let holdings = CouponHoldings(
      byUser: [.sample("u"): .init(latest: mine, count: 1)], byKey: [.sample("k"): theirs])
    let decisions = Self.decide(
      .sample(), at: .start, limit: 1, holdings,
      [
        IssueRequest(user: .sample("u"), key: .sample("k")), IssueRequest(user: .sample("w"), key: .sample("k")),
        IssueRequest(user: .sample("x"), key: .sample("k")), IssueRequest(user: .sample("w"), key: .sample("l")),
      ])
    #expect(
      decisions.map(IssuanceOutcome.init) == [
        .replayed(sequence: 3), .issued(sequence: 1), .issued(sequence: 2), .replayed(sequence: 1),
      ])
  }

  @Test func withoutALimitTheSameUserGetsACouponForEachCall() {
    let request = IssueRequest(user: .sample("u"), key: nil)
    let decisions = Self.decide(.sample(), at: .start, limit: 0, CouponHoldings(), [request, request, request])
    #expect(decisions.map(IssuanceOutcome.init) == [.issued(sequence: 1), .issued(sequence: 2), .issued(sequence: 3)])
  }

  @Test func theSameUserTwiceInOneGroupIsAReplayOfTheFirst() {
    let decisions = Self.decide(
      .sample(), at: .start, limit: 1, CouponHoldings(),
      [
        IssueRequest(user: .sample("u"), key: .sample("a")), IssueRequest(user: .sample("v"), key: nil),
        IssueRequest(user: .sample("u"), key: .sample("b")),
      ])
    #expect(
      decisions.map(IssuanceOutcome.init) == [.issued(sequence: 1), .issued(sequence: 2), .replayed(sequence: 1)])
  }

  @Test(arguments: [0, 2] as [Int32]) func theSameKeyTwiceInOneGroupIsAReplayOfTheFirst(_ limit: Int32) {
    let decisions = Self.decide(
      .sample(), at: .start, limit: limit, CouponHoldings(),
      [
        IssueRequest(user: .sample("u"), key: .sample("k")), IssueRequest(user: .sample("u"), key: .sample("k")),
        IssueRequest(user: .sample("v"), key: .sample("k")),
      ])
    #expect(
      decisions.map(IssuanceOutcome.init) == [
        .issued(sequence: 1), .replayed(sequence: 1), .refused(.idempotencyKeyReused),
      ])
  }

  @Test func aReplayInAGroupOutlivesTheLastCoupon() {
    let decisions = Self.decide(
      .sample(total: 1), at: .start, limit: 1, CouponHoldings(),
      [
        IssueRequest(user: .sample("u"), key: nil), IssueRequest(user: .sample("v"), key: nil),
        IssueRequest(user: .sample("u"), key: nil),
      ])
    #expect(
      decisions.map(IssuanceOutcome.init) == [.issued(sequence: 1), .refused(.soldOut), .replayed(sequence: 1)])
  }

  @Test func aUserMayHaveAsManyAsTheLimitSaysAndTheirKeysStillReplay() {
    let u = UserID.sample("u")
    let decisions = Self.decide(
      .sample(), at: .start, limit: 2, CouponHoldings(),
      [
        IssueRequest(user: u, key: .sample("a")), IssueRequest(user: u, key: nil), IssueRequest(user: u, key: nil),
        IssueRequest(user: u, key: .sample("a")), IssueRequest(user: u, key: .sample("c")),
      ])
    #expect(
      decisions.map(IssuanceOutcome.init) == [
        .issued(sequence: 1), .issued(sequence: 2), .refused(.userLimitReached(limit: 2)), .replayed(sequence: 1),
        .refused(.userLimitReached(limit: 2)),
      ])
  }

  @Test func aRefusedCallsKeyIsNotRemembered() {
    let decisions = Self.decide(
      .sample(total: 3), at: .start, limit: 2,
      CouponHoldings(byUser: [.sample("u"): .init(latest: .sample(sequence: 9, user: .sample("u")), count: 2)]),
      [IssueRequest(user: .sample("u"), key: .sample("k")), IssueRequest(user: .sample("v"), key: .sample("k"))])
    #expect(
      decisions.map(IssuanceOutcome.init) == [.refused(.userLimitReached(limit: 2)), .issued(sequence: 1)])
  }

  @Test func composedAndDecomposedIdsAreTwoUsers() {
    let decisions = Self.decide(
      .sample(), at: .start, limit: 1, CouponHoldings(),
      [
        IssueRequest(user: .sample("\u{AC01}"), key: nil),
        IssueRequest(user: .sample("\u{1100}\u{1161}\u{11A8}"), key: nil),
      ])
    #expect(decisions.map(IssuanceOutcome.init) == [.issued(sequence: 1), .issued(sequence: 2)])
  }
}
