import SeededRandomness
import CampaignDomain
import Testing

/// The decisions on who joins a line: own entry → own coupon → ended or closed → sold out.
@Suite struct QueueJoiningTests {
  private let coupon = Coupon.sample(sequence: 3, user: .sample("u"))

  private func joining(
    _ campaign: Campaign = .sample(perUserLimit: 1), _ queue: CampaignQueue = .sample(), at now: Timestamp = .start,
    entry: QueueEntry? = nil, coupons: Int32 = 0
  ) -> QueueJoining {
    QueueJoining(
      campaign, queue, at: now, entries: entry.map { [$0.userID: $0] } ?? [:],
      holdings: CouponHoldings(
        byUser: coupons > 0 ? [.sample("u"): CouponHoldings.UserHolding(latest: coupon, count: coupons)] : [:]))
  }

  private func decide(_ joining: QueueJoining, user: String = "u") -> (QueueJoining.Decision, QueueJoinChange?) {
    var (joining, generator) = (joining, SplitMix64(seed: 1))
    let decision = joining.decide(.sample(user), using: &generator)
    return (decision, joining.change)
  }

  private func refusal(_ joining: QueueJoining) -> CampaignRefusal? {
    guard case (.refused(let refusal), nil) = decide(joining) else { return nil }
    return refusal
  }

  @Test func aGroupDrawsTicketsInOrderOfArrivalWithoutGaps() throws {
    var joining = joining(.sample(perUserLimit: 1), .sample(last: 41, claimed: 40))
    var generator = SplitMix64(seed: 1)
    let decisions = ["a", "b", "a", "c"].map { joining.decide(.sample($0), using: &generator) }
    let views = decisions.compactMap { decision -> QueueEntryView? in
      guard case .entry(let view) = decision else { return nil }
      return view
    }
    #expect(views.map(\.entry.ticket) == [42, 43, 42, 44])
    #expect(views.map(\.status) == [2, 3, 2, 4].map { .waiting(position: $0, estimatedWait: nil) })
    #expect(views[0].entry.requestID == views[2].entry.requestID, "the second time they have an entry")
    let change = try #require(joining.change)
    #expect(change.entries.map(\.userID.text) == ["a", "b", "c"] && change.queue.lastTicket == 44)
    #expect(Set(change.entries.map(\.requestID)).count == 3)
    #expect(change.entries.allSatisfy { $0.joinTime == .start && $0.updateTime == .start && $0.state == .waiting })
  }

  @Test(arguments: [CampaignState.scheduled, .open, .paused]) func theLineFormsEarlyAndWhilePaused(
    state: CampaignState
  ) {
    let (decision, change) = decide(joining(.sample(state, perUserLimit: 1), at: .start.moved(by: -1_000)))
    guard case .entry = decision else {
      Issue.record("\(decision)")
      return
    }
    #expect(change?.entries.count == 1)
  }

  @Test func whoIsInLineIsAnsweredWithTheirEntryWhateverTheCampaignIs() {
    for campaign in [Campaign.sample(.closed), .sample(remaining: 0), .sample(), .sample(endTime: .start)] {
      for state in [QueueEntry.State.waiting, .failed(.soldOut), .completed(coupon)] {
        let entry = QueueEntry.sample(ticket: 5, state: state)
        let queue = CampaignQueue.sample(last: 9, claimed: 4)
        let (decision, change) = decide(joining(campaign, queue, entry: entry, coupons: 1))
        #expect(decision == .entry(queue.view(of: entry)) && change == nil)
      }
    }
  }

  @Test func whoHasTheOnlyCouponIsCompletedWithItWithoutATicket() throws {
    for campaign in [Campaign.sample(.closed, perUserLimit: 1), .sample(remaining: 0, perUserLimit: 1)] {
      let (decision, change) = decide(joining(campaign, .sample(last: 5), coupons: 1))
      guard case .entry(let view) = decision else {
        Issue.record("\(decision)")
        return
      }
      #expect(view.status == .completed(coupon) && view.entry.ticket == nil)
      #expect(try #require(change).queue.lastTicket == 5 && change?.queue.completed == 1)
    }
  }

  @Test func whoHasAllTheirCouponsOfALimitOfTwoIsRefusedAndWhoHasOneJoins() {
    #expect(refusal(joining(.sample(.closed, perUserLimit: 2), coupons: 2)) == .userLimitReached(limit: 2))
    #expect(decide(joining(.sample(perUserLimit: 2), coupons: 1)).1?.queue.lastTicket == 1)
    #expect(decide(joining(.sample(perUserLimit: 0), coupons: 9)).1?.queue.lastTicket == 1, "there is no limit")
  }

  @Test func newcomersAreRefusedAsClosedBeforeSoldOut() {
    #expect(refusal(joining(.sample(.closed, remaining: 0))) == .closed)
    #expect(refusal(joining(.sample(remaining: 0, endTime: .start))) == .closed)
    #expect(refusal(joining(.sample(remaining: 0))) == .soldOut)
    #expect(refusal(joining(.sample(.scheduled, remaining: 0), at: .start.moved(by: -1))) == .soldOut)
  }

  @Test func aLineWhoseTicketsAreUsedUpTakesNobodyMore() {
    let last = CampaignQueue.tickets.upperBound
    #expect(refusal(joining(.sample(), .sample(last: last, claimed: last))) == .soldOut)
  }

  @Test func aLookDecidesWhatChangesNothingAndNothingElse() {
    #expect(joining().decideWithoutJoining(.sample("u")) == nil && joining().refusalOfNewcomers == nil)
    #expect(joining(.sample(.closed, perUserLimit: 1), coupons: 1).decideWithoutJoining(.sample("u")) == nil)
    let closed = joining(.sample(.closed))
    #expect(closed.decideWithoutJoining(.sample("u")) == .refused(.closed) && closed.refusalOfNewcomers == .closed)
    let entry = QueueEntry.sample()
    let queue = CampaignQueue.sample(last: 1)
    #expect(joining(.sample(), queue, entry: entry).decideWithoutJoining(.sample("u")) == .entry(queue.view(of: entry)))
  }
}
