import Foundation
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension LoadOverTheWire {
  /// The proofs of campaign-load where coupons were revoked, before a load, beside it and after it.
  @Suite struct RevocationProofTests {
    /// Revokes coupons as long as the load runs, half of them with their stock returned.
    private func revokeMeanwhile(_ client: CampaignClient, campaign id: Int64, _ load: ProgramProcess) async throws
      -> Int
    {
      var count = 0
      while load.isRunning {
        let coupons = try await client.call(GetCampaignRequest(campaignID: id)).coupons
        guard let coupon = coupons.last(where: { $0.state == .issued }) else { continue }
        count += 1
        _ = try await client.call(
          RevokeCouponRequest(campaignID: id, code: coupon.code, returnStock: count % 2 == 0))
      }
      return count
    }

    @Test func aLoadBesideRevocationsIsProved() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await client.create(coupons: 50).id
        let before = try #require(try await client.issue(id, user: "before").coupon)
        _ = try await client.call(RevokeCouponRequest(campaignID: id, code: before.code, returnStock: true))
        let load = try stage.start(
          "campaign-load",
          [
            "burst", "--campaign", "\(id)", "--rate", "400", "--duration", "2s", "--address", "\(server.address)",
            "--json", "-",
          ])
        let revoked = try await revokeMeanwhile(client, campaign: id, load)
        let ending = await load.ending()
        #expect(ending.status == 0, "\(ending)")
        #expect(revoked > 1)
        let rows = try stage.database.query(
          """
          SELECT total_coupons - remaining_coupons = (SELECT count(*) FROM coupons WHERE stock_returned_time IS NULL),
            last_sequence > total_coupons FROM campaigns
          """)
        #expect(rows == [["t", "t"]])
      }
    }

    @Test func aCertificateSaysWhatARevocationChangedAndThatTheSumHolds() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("revoked-\(UUID()).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let environment = ["DATABASE_URL": stage.database.url]
        let race = try await stage.run(
          "campaign-load",
          [
            "certify", "--coupons", "20", "--requests", "200", "--concurrency", "8", "--start-in", "500ms",
            "--output", file.path, "--address", "\(server.address)",
          ], environment: environment)
        #expect(race.status == 0, "\(race)")
        let campaign = try #require(try await client.call(ListCampaignsRequest()).campaigns.first)
        let coupon = try #require(try await client.call(GetCampaignRequest(campaignID: campaign.id)).coupons.first)
        _ = try await client.call(
          RevokeCouponRequest(campaignID: campaign.id, code: coupon.code, returnStock: true))
        let check = try await stage.run("campaign-load", ["certify", "--check", file.path], environment: environment)
        #expect(check.status == 99, "\(check)")
        let text = check.output + check.error
        #expect(text.contains("database.remaining_coupons: expected 0, found 1"))
        #expect(text.contains("database.returned_coupons: expected nothing, found 1"))
        // Nothing but the servers' lists of that time differs from what a sound campaign would hold.
        let broken = text.split(separator: "\n").filter { $0.hasPrefix("BROKEN") }
        #expect(broken.allSatisfy { $0.contains("served_as_stored") }, "\(text)")
      }
    }
  }
}
