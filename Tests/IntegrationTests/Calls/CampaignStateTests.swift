import CampaignDomain
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension CallsOverTheWire {
  /// The rows of the contract that the state of a campaign leads to.
  @Suite struct CampaignStateTests {
    @Test(arguments: [0, -1, 4_711, Int64.max])
    func noMethodFindsACampaignThatDoesNotExist(id: Int64) async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        await expect(.campaignNotFound) { try await client.issue(id, user: "minji") }
        await expect(.campaignNotFound) { try await client.call(GetCampaignRequest(campaignID: id)) }
        await expect(.campaignNotFound) { try await client.call(PauseCampaignRequest(campaignID: id)) }
        await expect(.campaignNotFound) { try await client.call(ResumeCampaignRequest(campaignID: id)) }
        await expect(.campaignNotFound) { try await client.call(CloseCampaignRequest(campaignID: id)) }
        #expect(try stage.storedRows.rows.isEmpty)
      }
    }

    @Test func beforeTheStartEverybodyHearsWhenItIs() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let campaign = try await client.create(startIn: .seconds(600))
        #expect(campaign.state == .scheduled)
        let before = try stage.storedRows
        let refusals = [
          await expect(.notStarted) { try await client.issue(campaign.id, user: "minji") },
          await expect(.notStarted) { try await client.call(PauseCampaignRequest(campaignID: campaign.id)) },
          await expect(.notStarted) { try await client.call(ResumeCampaignRequest(campaignID: campaign.id)) },
        ]
        let start = Timestamp(
          microsecondsSinceEpoch: try #require(campaign.startTime?.microsecondsSinceEpoch)
        ).rfc3339
        for refusal in refusals {
          #expect(refusal?.metadata["start_time"] == start)
          let timeLeft = try #require(refusal?.retryDelay)
          #expect(timeLeft > .zero && timeLeft <= .seconds(600))
        }
        #expect(try stage.storedRows == before)
      }
    }

    @Test func whoComesAfterTheLastCouponIsToldToStopAsking() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create(coupons: 1).id
        let winner = try await client.issue(id, user: "minji")
        #expect(winner.alreadyIssued == false)
        let before = try stage.storedRows
        await expect(.soldOut) { try await client.issue(id, user: "jun") }
        #expect(try stage.storedRows == before)
        let campaign = try await client.campaign(id)
        #expect(campaign.state == .open)
        #expect(campaign.remainingCoupons == 0 && campaign.issuedCoupons == 1)
      }
    }

    @Test func aPausedCampaignIssuesAgainWhenItIsResumed() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create().id
        for _ in 0..<2 {
          let paused = try await client.call(PauseCampaignRequest(campaignID: id))
          #expect(paused.campaign?.state == .paused)
        }
        let before = try stage.storedRows
        await expect(.paused) { try await client.issue(id, user: "minji") }
        #expect(try stage.storedRows == before)
        let resumed = try await client.call(ResumeCampaignRequest(campaignID: id))
        #expect(resumed.campaign?.state == .open)
        #expect(try await client.issue(id, user: "minji").coupon?.sequence == 1)
      }
    }

    @Test func aClosedCampaignStaysClosed() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create().id
        for _ in 0..<2 {
          let closed = try await client.call(CloseCampaignRequest(campaignID: id))
          #expect(closed.campaign?.state == .closed)
        }
        let before = try stage.storedRows
        await expect(.closed) { try await client.issue(id, user: "minji") }
        await expect(.closed) { try await client.call(PauseCampaignRequest(campaignID: id)) }
        await expect(.closed) { try await client.call(ResumeCampaignRequest(campaignID: id)) }
        #expect(try stage.storedRows == before)
      }
    }

    @Test func aCampaignWhoseEndHasComeIssuesNothingEvenBeforeItIsClosed() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create(endIn: .milliseconds(300)).id
        #expect(try await stage.waitUntilPast("end_time", ofCampaign: id))
        let before = try stage.storedRows
        await expect(.closed) { try await client.issue(id, user: "minji") }
        #expect(try stage.storedRows == before)
        #expect(try await client.campaign(id).state == .open)
      }
    }

    @Test func aUserWithALimitOfTwoGetsTwo() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create(perUser: 2).id
        let sequences = [
          try await client.issue(id, user: "minji").coupon?.sequence,
          try await client.issue(id, user: "minji").coupon?.sequence,
        ]
        #expect(sequences == [1, 2])
        let before = try stage.storedRows
        await expect(.userLimitReached) { try await client.issue(id, user: "minji") }
        #expect(try stage.storedRows == before)
        #expect(try await client.issue(id, user: "jun").coupon?.sequence == 3)
      }
    }

    @Test func aLateSchedulerDelaysNoSale() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create(startIn: .milliseconds(300)).id
        #expect(try await stage.waitUntilPast("start_time", ofCampaign: id))
        #expect(try await client.issue(id, user: "minji").coupon?.sequence == 1)
        let campaign = try await client.campaign(id)
        #expect(campaign.state == .open)
        #expect(campaign.openedTime != nil)
      }
    }
  }
}
