import CampaignDomain
import Foundation
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension CallsOverTheWire {
  /// Reading all coupons of a campaign, page after page.
  @Suite struct CouponPagesTests {
    @Test func twentyFiveThousandCouponsComeInThreePagesEachOnce() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await client.create(coupons: 25_000, perUser: 0).id
        let calls = Array(repeating: IssueCouponRequest(campaignID: id), count: 25_000)
        let crowd = try await Crowd.call(calls, at: [server], connectionsEach: 8)
        #expect(crowd.failures.isEmpty)
        var pages: [Int] = []
        var coupons: [CouponMessage] = []
        try await client.forEachPage(from: GetCampaignRequest(campaignID: id)) { page in
          pages.append(page.coupons.count)
          coupons += page.coupons
        }
        #expect(pages == [10_000, 10_000, 5_000])
        #expect(coupons.map(\.sequence) == Array(1...25_000))
        #expect(Set(coupons.map(\.code)) == Set(crowd.acknowledged.map(\.code)))
        #expect(coupons.allSatisfy { (try? CouponCode(parsing: $0.code))?.text == $0.code })
        // More than the most that a page may have is the most.
        let first = try await client.call(GetCampaignRequest(campaignID: id, pageSize: 50_000))
        #expect(first.coupons.count == 10_000)
        let exact = try await client.call(
          GetCampaignRequest(campaignID: id, pageSize: 5_000, pageToken: first.nextPageToken))
        #expect(exact.coupons.map(\.sequence) == Array(10_001...15_000))
        let console = try await stage.run(
          "campaignctl",
          [
            "campaign", "get", "\(id)", "--codes", "--output", "json", "--timeout", "30s", "--address",
            "\(server.address)",
          ])
        #expect(console.status == 0, "\(console.error)")
        let document = try JSONSerialization.jsonObject(with: Data(console.output.utf8)) as? [String: Any]
        #expect((document?["coupons"] as? [[String: Any]])?.compactMap { $0["code"] as? String } == coupons.map(\.code))
      }
    }

    @Test func aPageIsOneSnapshotEvenInABurst() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let client = stage.client(of: servers[0])
        let id = try await client.create(coupons: 4_000).id
        async let crowd = Crowd.call(.ofUsers(4_000, campaign: id), at: servers)
        var issued: Int64 = 0
        repeat {
          let page = try await client.call(GetCampaignRequest(campaignID: id))
          let campaign = try #require(page.campaign)
          #expect(campaign.issuedCoupons == Int64(page.coupons.count))
          #expect(campaign.issuedCoupons + campaign.remainingCoupons == 4_000)
          #expect(page.coupons.last?.sequence ?? 0 == campaign.issuedCoupons)
          #expect(campaign.issuedCoupons >= issued, "a coupon is gone again")
          issued = campaign.issuedCoupons
        } while try await !crowdHasEnded(stage, campaign: id)
        #expect(try await crowd.failures.isEmpty)
      }
    }

    private func crowdHasEnded(_ stage: Stage, campaign id: Int64) async throws -> Bool {
      try stage.database.value("SELECT remaining_coupons FROM campaigns WHERE id = \(id)") == "0"
    }

    @Test func campaignsComeNewestFirstEachOnce() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        var ids: [Int64] = []
        for _ in 0..<7 { ids.append(try await client.create().id) }
        var listed: [Int64] = []
        var token = ""
        repeat {
          let page = try await client.call(ListCampaignsRequest(pageSize: 3, pageToken: token))
          listed += page.campaigns.map(\.id)
          token = page.nextPageToken
        } while !token.isEmpty && listed.count < 100
        #expect(listed == ids.reversed())
      }
    }
  }
}
