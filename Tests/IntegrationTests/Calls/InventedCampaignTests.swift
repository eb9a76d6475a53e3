import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension CallsOverTheWire {
  /// Ids that no campaign has, in any number.
  @Suite struct InventedCampaignTests {
    @Test func thousandsOfInventedIDsInFlightCostRealCallersNothing() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await client.create(coupons: 1_000).id
        let other = try await client.create(coupons: 1_000).id
        async let flood = Crowd.call(
          (0..<12_000).map { IssueCouponRequest(campaignID: 1_000_000 + $0, userID: "user-\($0)") }, at: [server],
          connectionsEach: 4)
        for number in 0..<50 {
          let issued = try await client.issue(number.isMultiple(of: 2) ? id : other, user: "user-\(number)")
          #expect(issued.coupon != nil && !issued.alreadyIssued)
        }
        let invented = try await flood
        #expect(invented.failures == ["CAMPAIGN_NOT_FOUND": 12_000])
        #expect(try await client.issue(id, user: "user-0").alreadyIssued)
        #expect(try await client.issue(id, user: "late").coupon?.sequence == 26)
      }
    }

    @Test func aCampaignThatWasJustCreatedIsFoundByEveryServer() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let clients = servers.map { stage.client(of: $0) }
        var next = try await clients[0].create().id + 1
        for _ in 0..<10 {
          // No server remembers that there was no such campaign.
          for client in clients { await expect(.campaignNotFound) { try await client.issue(next, user: "early") } }
          let created = try await clients[0].create().id
          #expect(created == next)
          #expect(try await clients[1].issue(created, user: "minji").coupon?.sequence == 1)
          #expect(try await clients[0].issue(created, user: "jun").coupon?.sequence == 2)
          next += 1
        }
      }
    }
  }
}
