import SeededRandomness
import CampaignDomain
import Testing

/// Campaigns that only SQL can make: with a start that never comes, or with all sequences used up.
@Suite struct BoundlessCampaignTests {
  private let neverStarting = Campaign.sample(.scheduled, startTime: nil, endTime: nil)

  @Test func withoutAStartNothingOpensAndTheRefusalNamesNoTime() throws {
    let later = Timestamp.start.moved(by: 1_000_000_000_000)
    #expect(!neverStarting.isDueToOpen(at: later))
    #expect(neverStarting.opened(at: later, by: "t") == nil)
    #expect(throws: CampaignRefusal.neverStarts) { try neverStarting.paused(at: later, by: "t") }
    #expect(throws: CampaignRefusal.neverStarts) { try neverStarting.resumed(at: later, by: "t") }
    var generator = SplitMix64(seed: 1)
    var issuance = Issuance(of: neverStarting, at: later)
    #expect(
      issuance.decide(IssueRequest(user: nil, key: nil), using: &generator) == .refused(.neverStarts))
    #expect(issuance.change == nil)
  }

  @Test func withoutAStartItCanBeClosed() throws {
    let change = try #require(neverStarting.closed(at: .start, by: "t"))
    #expect(change.transitions.map(\.from) == [.scheduled] && change.campaign.state == .closed)
  }

  @Test func theLastSequenceIsIssuedAndNoneBehindIt() {
    var generator = SplitMix64(seed: 1)
    let campaign = Campaign.sample(lastSequence: Campaign.sequences.upperBound - 1)
    var issuance = Issuance(of: campaign, at: .start)
    let request = IssueRequest(user: nil, key: nil)
    guard case .issued(let coupon) = issuance.decide(request, using: &generator) else {
      Issue.record("the last one is not issued")
      return
    }
    #expect(coupon.sequence == Campaign.sequences.upperBound)
    #expect(issuance.decide(request, using: &generator) == .refused(.sequencesUsedUp(campaign.id)))
    #expect(issuance.change?.coupons.count == 1)
    #expect(issuance.campaign.remainingCoupons == 9)
  }

  @Test func theHighestLimitOfAUserIsReachedAndNotPassed() {
    var generator = SplitMix64(seed: 1)
    let user = UserID.sample("u")
    for (held, slot) in [(Int32.max - 1, Int32.max), (.max, nil)] {
      let holdings = CouponHoldings(byUser: [user: .init(latest: .sample(sequence: 1, user: user), count: held)])
      var issuance = Issuance(of: .sample(perUserLimit: .max), at: .start, holdings: holdings)
      _ = issuance.decide(IssueRequest(user: user, key: nil), using: &generator)
      #expect(issuance.change?.coupons.first?.slot == slot)
    }
  }
}
