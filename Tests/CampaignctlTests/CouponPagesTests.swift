import Foundation
import ProcessHarness
import RPCCodec
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(2))) struct CouponPagesTests {
  /// Three pages of two coupons; the campaign grows while it is read.
  private let pages: ScriptedServer.Script = { call in
    guard let request = try? call.request(as: GetCampaignRequest.self) else { return .cut }
    let page = Int64(request.pageToken) ?? 0
    var campaign = Fixtures.campaign
    campaign.issuedCoupons = page * 2 + 2
    return .message(
      GetCampaignResponse(
        campaign: campaign, coupons: [Fixtures.coupon(page * 2 + 1), Fixtures.coupon(page * 2 + 2)],
        nextPageToken: page < 2 ? "\(page + 1)" : ""))
  }

  @Test func jsonIsOneDocumentOfAllPages() async throws {
    try await RecordingServer.with(pages) { server in
      let ending = try await Fixtures.campaignctl(["campaign", "get", "12", "--codes", "--output", "json"], at: server)
      #expect(ending.status == 0)
      let value = try #require(try Fixtures.json(ending.output))
      let coupons = try #require(value["coupons"] as? [[String: Any]])
      #expect(coupons.compactMap { $0["sequence"] as? String } == ["1", "2", "3", "4", "5", "6"])
      #expect((value["campaign"] as? [String: Any])?["issuedCoupons"] as? String == "6")
      #expect(value["nextPageToken"] as? String == "")
      #expect(ending.output.hasPrefix("{\"campaign\":{"))
      #expect(Set(value.allKeys.compactMap { $0 as? String }) == ["campaign", "coupons", "nextPageToken"])
      #expect(try server.calls.allSatisfy { try !$0.request(as: GetCampaignRequest.self).omitCoupons })
    }
  }

  @Test func jsonIsNotBegunBeforeItsLastPageIsThere() async throws {
    try await RecordingServer.with({ call in
      let request = try? call.request(as: GetCampaignRequest.self)
      guard request?.pageToken.isEmpty == true else { return .cut }
      return .message(
        GetCampaignResponse(campaign: Fixtures.campaign, coupons: [Fixtures.coupon(1)], nextPageToken: "2"))
    }) { server in
      let ending = try await Fixtures.campaignctl(["campaign", "get", "12", "--codes", "--output", "json"], at: server)
      #expect(ending.status == 78)
      #expect(ending.output.isEmpty)
    }
  }

  @Test func textIsOneTableOfAllPages() async throws {
    try await RecordingServer.with(pages) { server in
      let ending = try await Fixtures.campaignctl(["campaign", "get", "12", "--codes"], at: server)
      #expect(ending.status == 0)
      let lines = ending.output.split(separator: "\n").suffix(7)
      #expect(lines.first == "No.  Code             Issued at                    User")
      #expect(lines.last == "  6  가1나2다3라4마5  2026-11-21 10:39:58.120 KST  user-6")
    }
  }

  @Test func aCampaignWithoutCouponsSaysSo() async throws {
    let empty: ScriptedServer.Script = { _ in
      .message(GetCampaignResponse(campaign: Fixtures.campaign))
    }
    try await RecordingServer.with(empty) { server in
      let text = try await Fixtures.campaignctl(["campaign", "get", "12", "--codes"], at: server)
      #expect(text.output.hasSuffix("\nNo coupons were issued yet.\n"))
      let json = try await Fixtures.campaignctl(["campaign", "get", "12", "--codes", "--output", "json"], at: server)
      #expect((try Fixtures.json(json.output)?["coupons"] as? [Any])?.isEmpty == true)
    }
  }

  @Test func pagesThatLeadNowhereEndTheProgram() async throws {
    try await RecordingServer.with({ _ in
      .message(
        GetCampaignResponse(campaign: Fixtures.campaign, coupons: [Fixtures.coupon(1)], nextPageToken: "same"))
    }) { server in
      let ending = try await Fixtures.campaignctl(["campaign", "get", "12", "--codes"], at: server)
      #expect(ending.status == 1)
      #expect(ending.error.hasPrefix("INTERNAL/MALFORMED_RESPONSE: "))
    }
  }

  @Test func aReaderThatLeavesEndsTheProgramInPeace() async throws {
    let endless: ScriptedServer.Script = { call in
      guard let request = try? call.request(as: GetCampaignRequest.self) else { return .cut }
      let page = Int64(request.pageToken) ?? 0
      return .message(
        GetCampaignResponse(
          campaign: Fixtures.campaign, coupons: (1...1_000).map { Fixtures.coupon(page * 1_000 + $0) },
          nextPageToken: "\(page + 1)"))
    }
    try await RecordingServer.with(endless) { server in
      let process = try ProgramProcess(
        "campaignctl", ["campaign", "get", "12", "--codes", "--address", server.address])
      await process.waitForOutput("user-1\n")
      process.closeOutput()
      let ending = await process.ending()
      #expect(ending.status == 0)
      #expect(ending.error.isEmpty)
    }
  }
}
