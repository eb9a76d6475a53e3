import SeededRandomness
import CampaignDomain
import Testing

/// docs/contract.md, section 2, "Order of the checks of IssueCoupon": fields → campaign exists → replay → ended or
/// closed → not started → paused → none left → user's limit.
@Suite struct IssuanceOrderTests {
  /// The contract's checks, each with what it answers when it applies. The first that applies decides.
  private static let checks: [@Sendable (IssuanceCase) -> IssuanceOutcome?] = [
    { $0.limit > 0 && !$0.isNamed ? .refused(.userRequired) : nil },
    { $0.limit == 1 && $0.held > 0 ? .replayed(sequence: $0.latest.sequence) : nil },
    { $0.limit != 1 && $0.keyHolder == .caller ? .replayed(sequence: $0.keyed.sequence) : nil },
    { $0.limit != 1 && $0.keyHolder == .other ? .refused(.idempotencyKeyReused) : nil },
    { $0.state == .closed || $0.moment == .atEnd || $0.moment == .afterEnd ? .refused(.closed) : nil },
    {
      $0.state == .scheduled && $0.moment == .beforeStart
        ? .refused(.notStarted(startTime: .start, timeLeft: .microseconds(1))) : nil
    },
    { $0.state == .paused ? .refused(.paused) : nil },
    { $0.remaining == 0 ? .refused(.soldOut) : nil },
    { $0.limit > 0 && $0.held >= $0.limit ? .refused(.userLimitReached(limit: $0.limit)) : nil },
    { _ in .issued(sequence: 10) },
  ]

  @Test func theFirstCheckThatAppliesDecidesInEveryCombination() {
    var generator = SplitMix64(seed: 3)
    var seen: Set<Int> = []
    for example in IssuanceCase.all {
      guard let deciding = Self.checks.firstIndex(where: { $0(example) != nil }) else { continue }
      seen.insert(deciding)
      var issuance = example.issuance
      let decision = issuance.decide(example.request, using: &generator)
      #expect(IssuanceOutcome(decision) == Self.checks[deciding](example), "\(example)")
    }
    #expect(seen == Set(Self.checks.indices), "each check decides some combination")
    #expect(IssuanceCase.all.count == 4 * 5 * 2 * 4 * (1 + 1 + 1 + 2 + 1 + 3))
  }

  @Test func onlyAnIssueChangesAnything() {
    var generator = SplitMix64(seed: 4)
    for example in IssuanceCase.all {
      let campaign = example.campaign
      var issuance = example.issuance
      guard case .issued(let coupon) = issuance.decide(example.request, using: &generator) else {
        #expect(issuance.change == nil, "\(example)")
        #expect(issuance.campaign.remainingCoupons == campaign.remainingCoupons)
        #expect(issuance.campaign.lastSequence == campaign.lastSequence)
        continue
      }
      #expect(issuance.change?.coupons.map(\.coupon) == [coupon], "\(example)")
      #expect(issuance.change?.campaign.remainingCoupons == campaign.remainingCoupons - 1)
      #expect(issuance.change?.campaign.lastSequence == campaign.lastSequence + 1)
    }
  }

  @Test func whatIsIssuedCarriesTheCallAndTheTimeOfTheDecision() throws {
    var generator = SplitMix64(seed: 5)
    var issuance = Issuance(
      of: .sample(total: 3, perUserLimit: 2), at: .start.moved(by: 42),
      holdings: CouponHoldings(
        byUser: [.sample("u"): .init(latest: .sample(sequence: 1, user: .sample("u")), count: 1)]))
    let request = IssueRequest(user: .sample("u"), key: .sample("k"))
    _ = issuance.decide(request, using: &generator)
    let saved = try #require(issuance.change?.coupons.first)
    #expect(saved.coupon.userID == .sample("u"))
    #expect(saved.coupon.campaignID == CampaignID(rawValue: 7))
    #expect(saved.coupon.issueTime == .start.moved(by: 42))
    #expect(saved.slot == 2)
    #expect(saved.idempotencyKey == .sample("k"))
    #expect(throws: Never.self) { try CouponCode(parsing: saved.coupon.code.text) }
  }

  @Test func withoutALimitACouponHasNoSlot() {
    var generator = SplitMix64(seed: 6)
    var issuance = Issuance(of: .sample(), at: .start)
    _ = issuance.decide(IssueRequest(user: .sample("u"), key: nil), using: &generator)
    #expect(issuance.change?.coupons.map(\.slot) == [nil])
  }
}
