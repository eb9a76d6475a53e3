import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension CallsOverTheWire {
  /// Two servers on one database, and more callers than coupons.
  @Suite struct RaceTests {
    @Test func twoThousandCallersGetExactlyAThousandCoupons() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let client = stage.client(of: servers[0])
        let id = try await client.create(coupons: 1_000).id
        let crowd = try await Crowd.call(.ofUsers(2_000, campaign: id), at: servers)
        #expect(crowd.answers.count == 1_000)
        #expect(crowd.failures == ["SOLD_OUT": 1_000])
        #expect(crowd.answers.allSatisfy { !$0.alreadyIssued })
        #expect(Set(crowd.acknowledged.map(\.sequence)) == Set(1...1_000))
        try stage.expectNothingLostOrOversold(campaign: id, total: 1_000, acknowledged: crowd.acknowledged)
        let campaign = try await client.campaign(id)
        #expect(campaign.issuedCoupons == 1_000 && campaign.remainingCoupons == 0)
        // Winners ask again at the other server, and losers are refused again.
        let again = try await Crowd.call(.ofUsers(2_000, campaign: id), at: servers.reversed())
        #expect(Set(again.acknowledged) == Set(crowd.acknowledged))
        #expect(again.answers.allSatisfy { $0.alreadyIssued })
        #expect(again.failures == ["SOLD_OUT": 1_000])
      }
    }

    @Test func oneUserWhoCallsTwoHundredTimesAtOnceGetsOneCoupon() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let id = try await stage.client(of: servers[0]).create(coupons: 1_000).id
        let calls = Array(repeating: IssueCouponRequest(campaignID: id, userID: "minji"), count: 200)
        let crowd = try await Crowd.call(calls, at: servers)
        #expect(crowd.failures.isEmpty)
        #expect(Set(crowd.acknowledged).count == 1)
        #expect(crowd.answers.filter { !$0.alreadyIssued }.count == 1)
        try stage.expectNothingLostOrOversold(campaign: id, total: 1_000, acknowledged: crowd.acknowledged)
        #expect(try stage.storedCoupons(ofCampaign: id).count == 1)
      }
    }

    @Test func oneUserNeverPassesALimitOfThree() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let id = try await stage.client(of: servers[0]).create(coupons: 1_000, perUser: 3).id
        let calls = Array(repeating: IssueCouponRequest(campaignID: id, userID: "minji"), count: 200)
        let crowd = try await Crowd.call(calls, at: servers)
        #expect(crowd.failures == ["USER_LIMIT_REACHED": 197])
        #expect(Set(crowd.acknowledged).count == 3)
        try stage.expectNothingLostOrOversold(campaign: id, total: 1_000, acknowledged: crowd.acknowledged)
      }
    }

    @Test func afterAPauseIsAnsweredNothingIsIssuedUntilTheResume() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let client = stage.client(of: servers[0])
        let id = try await client.create(coupons: 6_000).id
        let requests = [IssueCouponRequest].ofUsers(6_000, campaign: id)
        async let calls = Crowd.call(Array(requests.prefix(5_000)), at: servers, connectionsEach: 4)
        #expect(try await eventually { try await client.campaign(id).issuedCoupons > 0 })
        let paused = try await client.call(PauseCampaignRequest(campaignID: id)).campaign
        // A caller who asks after the answer is refused at every server, however far the crowd before has come.
        let late = try await Crowd.call(Array(requests.suffix(1_000)), at: servers, connectionsEach: 4)
        let crowd = try await calls
        #expect(crowd.answers.count == Int(paused?.issuedCoupons ?? -1))
        #expect(crowd.failures.allSatisfy { $0.key == "CAMPAIGN_PAUSED" })
        #expect(late.failures == ["CAMPAIGN_PAUSED": 1_000])
        try stage.expectNothingLostOrOversold(campaign: id, total: 6_000, acknowledged: crowd.acknowledged)
        _ = try await client.call(ResumeCampaignRequest(campaignID: id))
        // The other server knows of the pause and may refuse from memory until it hears of the resume.
        let last = try #require(requests.last)
        let other = stage.client(of: servers[1])
        #expect(try await eventually { (try? await other.call(last)) != nil })
        let again = try await Crowd.call(requests, at: servers, connectionsEach: 4)
        #expect(again.failures.isEmpty)
        #expect(Set(crowd.acknowledged).isSubset(of: again.acknowledged))
      }
    }

    @Test func aWinnerWhoAsksTheOtherServerAfterTheStockIsGoneGetsTheSameCoupon() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let (here, there) = (stage.client(of: servers[0]), stage.client(of: servers[1]))
        let id = try await here.create(coupons: 1).id
        let coupon = try await here.issue(id, user: "minji").coupon
        await expect(.soldOut) { try await there.issue(id, user: "jun") }
        #expect(
          try await there.issue(id, user: "minji") == IssueCouponResponse(coupon: coupon, alreadyIssued: true))
        await expect(.soldOut) { try await here.issue(id, user: "jun") }
      }
    }

    @Test func oneKeyAtTwoServersIsOneCouponAndOneCampaign() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let clients = servers.map { stage.client(of: $0) }
        let request = CreateCampaignRequest(name: "추석", totalCoupons: 500, idempotencyKey: "create")
        let ids = try await withThrowingTaskGroup(of: Int64?.self) { group in
          for index in 0..<20 {
            let client = clients[index % 2]
            group.addTask { try await client.call(request).campaign?.id }
          }
          return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        let id = try #require(ids.first ?? nil)
        let calls = (0..<200).map { IssueCouponRequest(campaignID: id, idempotencyKey: "key-\($0 / 4 % 10)") }
        let crowd = try await Crowd.call(calls, at: servers)
        #expect(crowd.failures.isEmpty)
        #expect(Set(crowd.acknowledged).count == 10)
        #expect(crowd.answers.filter { !$0.alreadyIssued }.count == 10)
        try stage.expectNothingLostOrOversold(campaign: id, total: 500, acknowledged: crowd.acknowledged)
      }
    }
  }
}
