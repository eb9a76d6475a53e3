import SeededRandomness
import CampaignDomain
import Testing

@Suite struct CampaignStateExitsTests {
  @Test func exitsAreThoseOfTheContract() {
    #expect(CampaignState.scheduled.exits == [.open, .closed])
    #expect(CampaignState.open.exits == [.paused, .closed])
    #expect(CampaignState.paused.exits == [.open, .closed])
    #expect(CampaignState.closed.exits.isEmpty)
  }

  @Test func theMethodsTakeExactlyTheExits() throws {
    var taken: [CampaignState: Set<CampaignState>] = [:]
    for state in CampaignState.allCases {
      for action in CampaignAction.allCases {
        for moment in SampleMoment.allCases {
          guard case .steps = action.outcome(.sample(state), at: moment.time) else { continue }
          let change = try #require(try action.change(.sample(state), at: moment.time))
          for transition in change.transitions { taken[transition.from, default: []].insert(transition.to) }
        }
      }
    }
    for state in CampaignState.allCases { #expect(taken[state, default: []] == state.exits, "\(state)") }
  }

  @Test func aLifeOfRandomActionsIsOneUnbrokenWalkThatOpensAtMostOnce() throws {
    var generator = SplitMix64(seed: 2)
    for _ in 0..<500 {
      var campaign = Campaign.sample(.scheduled, endTime: Bool.random(using: &generator) ? .end : nil)
      var now = Timestamp.start.moved(by: -3_600_000_000)
      var openings = 0
      while now < .end.moved(by: 3_600_000_000) {
        now = now.moved(by: Int64.random(in: 1...900_000_000, using: &generator))
        let action = try #require(CampaignAction.allCases.randomElement(using: &generator))
        let before = campaign
        guard case .steps = action.outcome(before, at: now) else { continue }
        let change = try #require(try action.change(before, at: now))
        var state = before.state
        for transition in change.transitions {
          #expect(transition.from == state)
          #expect(state.exits.contains(transition.to))
          #expect(transition.time == now)
          #expect(transition.lateness ?? .zero >= .zero)
          if transition.from == .scheduled && transition.to == .open { openings += 1 }
          state = transition.to
        }
        campaign = change.campaign
        #expect(campaign.state == state)
        #expect(campaign.remainingCoupons == before.remainingCoupons)
        if let opened = before.openedTime { #expect(campaign.openedTime == opened) }
      }
      #expect(openings <= 1)
      #expect((openings == 1) == (campaign.openedTime != nil))
    }
  }
}
