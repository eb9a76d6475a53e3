import SeededRandomness
import Testing

@testable import CampaignDomain

/// Decisions on several deliveries of one campaign, under its locks.
@Suite struct DeliverySettlingTests {
  private static let rules = DeliveryRules()
  private static let campaign: Campaign = {
    let sample = Campaign.sample(total: 10, remaining: 5)
    return Campaign(
      id: sample.id, name: sample.name, totalCoupons: 10, remainingCoupons: 5, lastSequence: 5, startTime: .start,
      endTime: .end, perUserLimit: 1, state: .open, openedTime: .start, createTime: .start, queueOnly: true,
      deliveryURL: .sample)
  }()

  private static let queue: CampaignQueue = {
    var queue = CampaignQueue.sample(last: 5, claimed: 5)
    queue.delivering = 5
    return queue
  }()

  /// Settles these ends, each of a delivery that was claimed just now.
  private static func settle(
    _ outcomes: [DeliveryOutcome], of delivery: Delivery = .sample(), campaign: Campaign? = campaign,
    standstill: DeliveryStandstill? = nil, isProbe: Bool = false
  ) -> (DeliverySettling, [DeliverySettling.Decision]) {
    var settling = DeliverySettling(of: queue, campaign: campaign, standstill: standstill, at: .start, by: rules)
    var generator = SplitMix64(seed: 1)
    let decisions = outcomes.enumerated().map { place, outcome in
      let claimed = Delivery.sample(
        Int64(place) + 1, attempts: delivery.attempts, mayHaveArrived: delivery.mayHaveArrived
      )
      .claimed()
      let claim = DeliveryClaim(delivery: claimed, step: .post, url: .sample, isProbe: isProbe)
      return settling.settle(FinishedDelivery(claim, outcome), as: claimed, using: &generator)
    }
    return (settling, decisions)
  }

  @Test func couponsThatWereTakenCompleteTheirEntries() throws {
    let (settling, decisions) = Self.settle([.taken, .taken], campaign: nil)
    let change = try #require(settling.change)
    #expect(decisions == [.settled(.done), .settled(.done)])
    #expect(change.queue.delivering == 3 && change.queue.completed == 2 && change.queue.failed == 0)
    #expect(change.ended.map(\.state) == [1, 2].map { .completed(.sample(sequence: $0, user: .sample("u\($0)"))) })
    #expect(change.ended.map(\.attempts) == [1, 1] && change.compensations.isEmpty && change.kept.isEmpty)
    #expect(settling.campaignChange == nil)
  }

  @Test func aRefusalGivesTheCouponBackByAReversal() throws {
    let (settling, _) = Self.settle([.refused("HTTP 422")])
    let change = try #require(settling.change)
    #expect(change.ended.map(\.state) == [.failed(.deliveryRefused)] && change.ended.first?.error == "HTTP 422")
    #expect(change.queue.delivering == 4 && change.queue.failed == 1)
    let compensation = try #require(change.compensations.first)
    #expect(compensation.kind == .deliveryReversal && compensation.firstAttemptTime == .start)
    #expect(compensation.subject.reference == "7/1" && compensation.subject.returnsStock)
    #expect(compensation.subject.deliveryURL == .sample && compensation.subject.reason == "DELIVERY_REFUSED")
    let revocation = try #require(settling.campaignChange?.revocations.first)
    #expect(revocation.coupon.state == .revokePending(since: .start) && !revocation.returnsStock)
    #expect(settling.campaignChange?.campaign.remainingCoupons == 5, "the stock returns later")
  }

  @Test(arguments: [
    (DeliveryOutcome.down, false, Compensation.Kind.stockRelease), (.down, true, .deliveryReversal),
    (.slow, false, .deliveryReversal), (.busy, false, .deliveryReversal),
  ])
  func onlyWhatSurelyReachedNobodyIsReleasedAtOnce(
    outcome: DeliveryOutcome, hadArrived: Bool, kind: Compensation.Kind
  ) throws {
    let (settling, _) = Self.settle([outcome], of: .sample(attempts: 9, mayHaveArrived: hadArrived))
    let change = try #require(settling.change)
    #expect(change.ended.map(\.state) == [.failed(.deliveryUnknown)])
    #expect(change.compensations.map(\.kind) == [kind])
  }

  @Test func aReversalWaitsForTheLeaseOfARequestThatMayBeUnderWay() throws {
    let (settling, _) = Self.settle([.slow], of: .sample(attempts: 9))
    #expect(settling.change?.compensations.first?.firstAttemptTime == .start.moved(by: 15_000_000))
  }

  @Test func aFailureNeedsTheCampaign() {
    let (settling, decisions) = Self.settle([.refused("no")], campaign: nil)
    #expect(decisions == [.needsCampaign] && settling.change == nil)
  }

  @Test func whatSomebodyElseHasByNowIsNotSaved() {
    var generator = SplitMix64(seed: 1)
    let claimed = Delivery.sample().claimed()
    let finished = FinishedDelivery(
      DeliveryClaim(delivery: claimed, step: .post, url: .sample, isProbe: false), .taken)
    let again = claimed.claimed(at: .start.moved(by: 15_000_000))
    var saved = claimed
    saved.leaseEndTime = nil
    for row in [nil, again, saved] as [Delivery?] {
      var settling = DeliverySettling(
        of: Self.queue, campaign: Self.campaign, standstill: nil, at: .start, by: Self.rules)
      #expect(settling.settle(finished, as: row, using: &generator) == .stale)
      #expect(settling.change == nil)
    }
  }

  // MARK: - Standstills

  private static let standstill = DeliveryStandstill(
    campaignID: campaign.id, failures: 3, nextAttemptTime: .start.moved(by: 9), sinceTime: .start.moved(by: -9),
    error: "HTTP 401")

  @Test func aServiceThatIsSetUpWronglyStopsItsCampaignOnce() throws {
    let wrong = DeliveryOutcome.misconfigured("HTTP 401", .answered)
    let (settling, _) = Self.settle([wrong, wrong, wrong])
    guard case .save(let standstill, isNew: true) = settling.change?.standstill else {
      Issue.record("it goes on")
      return
    }
    #expect(standstill.failures == 1 && standstill.sinceTime == .start && standstill.error == "HTTP 401")
    #expect(standstill.nextAttemptTime <= .start.moved(by: 1_000_000))
    #expect(settling.change?.kept.map(\.attempts) == [0, 0, 0] && settling.change?.ended.isEmpty == true)
  }

  @Test func onlyTheOneThatTriesHasItGoOn() throws {
    let wrong = DeliveryOutcome.misconfigured("HTTP 403", .answered)
    let (others, _) = Self.settle([wrong], standstill: Self.standstill)
    #expect(others.change?.standstill == nil && others.change?.kept.count == 1)
    let (probe, _) = Self.settle([wrong], standstill: Self.standstill, isProbe: true)
    guard case .save(let standstill, isNew: false) = probe.change?.standstill else {
      Issue.record("nothing is saved")
      return
    }
    #expect(standstill.failures == 4 && standstill.error == "HTTP 403" && standstill.sinceTime < .start)
  }

  @Test func anyOtherAnswerEndsIt() {
    let end = DeliveryStandstillChange.end(Self.campaign.id, since: .start.moved(by: -9))
    for outcome in [DeliveryOutcome.taken, .refused("no"), .busy, .down] {
      #expect(Self.settle([outcome], standstill: Self.standstill, isProbe: true).0.change?.standstill == end)
    }
    #expect(Self.settle([.taken], standstill: Self.standstill).0.change?.standstill == end)
    // A failure that was under way when it began says nothing about it.
    #expect(Self.settle([.down], standstill: Self.standstill).0.change?.standstill == nil)
  }

  @Test func duringAStandstillOneDeliveryTriesAtATime() throws {
    let due = [Delivery.sample(1), .sample(2)]
    let early = DeliveryClaiming(due, url: .sample, standstill: Self.standstill, at: .start, by: Self.rules)
    #expect(early.claims.isEmpty && early.standstill == nil)
    let now = Timestamp.start.moved(by: 9)
    let claiming = DeliveryClaiming(due, url: .sample, standstill: Self.standstill, at: now, by: Self.rules)
    #expect(claiming.claims.map(\.isProbe) == [true])
    let probed = try #require(claiming.standstill)
    #expect(probed.nextAttemptTime == now.moved(by: 15_000_000) && probed.failures == 3)
    #expect(DeliveryClaiming(due, url: .sample, standstill: probed, at: now, by: Self.rules).claims.isEmpty)
  }

  @Test func withoutAStandstillAllThatIsDueIsClaimed() {
    let due = [Delivery.sample(1), .sample(2, nextAttemptTime: .end), .sample(3)]
    let claiming = DeliveryClaiming(due, url: .sample, standstill: nil, at: .start, by: Self.rules)
    #expect(claiming.claims.map(\.delivery.coupon.sequence) == [1, 3] && claiming.standstill == nil)
    #expect(claiming.claims.allSatisfy { !$0.isProbe && $0.step == .post && $0.url == .sample })
  }
}
