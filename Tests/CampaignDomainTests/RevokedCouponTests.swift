import SeededRandomness
import CampaignDomain
import Testing

/// Issues and lines where a user has a coupon that is not good any more, and counts for their limit still.
@Suite struct RevokedCouponTests {
  static let states = [CouponState.revokePending(since: .start), .revoked(at: .start)]

  private static func coupon(_ state: CouponState) -> Coupon {
    Coupon(
      code: CouponCode(alreadyChecked: "2가2가2가2가2가"), campaignID: CampaignID(rawValue: 7), userID: .sample("u"),
      sequence: 3, issueTime: .start, state: state)
  }

  private static func holdings(_ state: CouponState, count: Int32 = 1) -> CouponHoldings {
    let coupon = coupon(state)
    return CouponHoldings(byUser: [.sample("u"): .init(latest: coupon, count: count)], byKey: [.sample("k"): coupon])
  }

  @Test(arguments: states) func itReachesALimitOfOneAndIsNeverReplayed(_ state: CouponState) {
    let refusals: [(Campaign, Timestamp, CampaignRefusal)] = [
      (.sample(remaining: 5, perUserLimit: 1), .start, .userLimitReached(limit: 1)),
      // The checks before the user's limit keep their order.
      (.sample(remaining: 0, perUserLimit: 1), .start, .soldOut),
      (.sample(.paused, remaining: 5, perUserLimit: 1), .start, .paused),
      (.sample(remaining: 5, perUserLimit: 1), .end, .closed),
    ]
    var generator = SplitMix64(seed: 1)
    for (campaign, now, refusal) in refusals {
      for source in [Issuance.Source.call, .queue] {
        var issuance = Issuance(of: campaign, at: now, holdings: Self.holdings(state), source: source)
        let request = IssueRequest(user: .sample("u"), key: .sample("k"))
        #expect(issuance.decide(request, using: &generator) == .refused(refusal))
        #expect(issuance.change == nil)
      }
    }
  }

  @Test(arguments: states, [0, 2] as [Int32]) func itsKeyAnswersWithIt(_ state: CouponState, limit: Int32) {
    var issuance = Issuance(
      of: .sample(remaining: 5, perUserLimit: limit), at: .start, holdings: Self.holdings(state, count: 2))
    var generator = SplitMix64(seed: 1)
    let replay = issuance.decide(IssueRequest(user: .sample("u"), key: .sample("k")), using: &generator)
    #expect(replay == .replayed(Self.coupon(state)))
    if limit > 0 {
      let other = issuance.decide(IssueRequest(user: .sample("u"), key: .sample("other")), using: &generator)
      #expect(other == .refused(.userLimitReached(limit: limit)))
    }
  }

  /// Stock that came back is given in the lowest slot that is free, and the sequence goes on past the total.
  @Test func sequencesMayPassTheTotal() throws {
    let campaign = Campaign.sample(total: 2, remaining: 1, lastSequence: 2, perUserLimit: 3)
    let holding = CouponHoldings.UserHolding(
      latest: .sample(sequence: 2, user: .sample("u")), count: 1, highestSlot: 2, freeSlots: [1...1])
    var issuance = Issuance(of: campaign, at: .start, holdings: CouponHoldings(byUser: [.sample("u"): holding]))
    var generator = SplitMix64(seed: 1)
    _ = issuance.decide(IssueRequest(user: .sample("u"), key: nil), using: &generator)
    let change = try #require(issuance.change)
    #expect(change.coupons.map(\.coupon.sequence) == [3] && change.coupons.map(\.slot) == [1])
    #expect(change.campaign.issuedCoupons == 2)
  }

  @Test(arguments: states) func nobodyJoinsALineAsCompletedWithIt(_ state: CouponState) {
    var joining = QueueJoining(
      .sample(remaining: 5, perUserLimit: 1), .sample(), at: .start, entries: [:], holdings: Self.holdings(state))
    var generator = SplitMix64(seed: 1)
    #expect(joining.decide(.sample("u"), using: &generator) == .refused(.userLimitReached(limit: 1)))
    #expect(joining.change == nil)
  }

  @Test(arguments: states) func behindAMarkItSavesNobody(_ state: CouponState) {
    let queue = CampaignQueue.sample(last: 5, claimed: 5, failedThrough: 5)
    let entry = QueueEntry.sample(ticket: 2)
    #expect(queue.view(of: entry, ownCoupon: Self.coupon(state)).status == .failed(.soldOut))
    #expect(queue.view(of: entry, ownCoupon: Self.coupon(.issued)).status == .completed(Self.coupon(.issued)))
    #expect(queue.reset(entry, ownCoupon: Self.coupon(state), at: .start, reason: "", actor: "") != nil)
  }

  @Test(arguments: states) func aBatchFailsItsUser(_ state: CouponState) throws {
    var test = QueueCase(.sample(total: 10, remaining: 5, perUserLimit: 1), .sample(lastTicket: 1))
    test.holdings = CouponHoldings(byUser: [.sample("u1"): .init(latest: Self.coupon(state), count: 1)])
    let change = try test.serve(try test.take())
    #expect(change.failed(.userLimitReached) == [1] && change.campaign == nil)
  }
}
