import PartnerStandIn
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// Coupons that are revoked while a partner's service has them, or may have them.
  @Suite struct DeliveryRevocationTests {
    /// A lease of six seconds.
    private static let quick = ["--queue-interval", "0", "--delivery-timeout", "1s"]

    /// A POST is under way; or the service answered it as one that is set up wrongly, which counts no attempt.
    @Test(arguments: [
      PartnerReaction(delay: .milliseconds(900)), PartnerReaction(status: 303), PartnerReaction(status: 404),
    ])
    func aCouponThatMayHaveArrivedIsAskedBackBeforeItsStockReturns(reaction: PartnerReaction) async throws {
      let partner = try await PartnerStandIn { $0.method == "POST" ? reaction : PartnerReaction() }
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await stage.delivering(1, of: 1, to: partner, by: client)
        _ = try await stage.scheduler(Self.quick)
        #expect(try await eventually { partner.callCount > 0 })
        if reaction.status != nil {
          #expect(
            try await eventually { try stage.database.value("SELECT count(*) FROM delivery_standstills") == "1" })
        }
        let code = try #require(try stage.database.value("SELECT code FROM coupons"))
        let revoked = try await client.call(
          RevokeCouponRequest(campaignID: id, code: code, reason: "고객 요청", returnStock: true))
        #expect(revoked.coupon?.state == .revokePending)
        #expect(try stage.database.value("SELECT remaining_coupons FROM campaigns") == "0", "it may be in two hands")

        let requestID = try #require(try stage.database.value("SELECT request_id FROM queue_entries"))
        #expect(
          try await eventually(within: .seconds(30)) {
            try stage.database.value("SELECT status FROM compensation_failures") == "COMPLETED"
          })
        let request = try await client.call(GetCouponRequestRequest(requestID: requestID)).request
        #expect(request?.status == .fail && request?.failureReason == "REVOKED")
        #expect(request?.compensationStatus == "COMPLETED")
        #expect(partner.calls.last?.method == "DELETE" && partner.calls.last?.key == requestID)
        // A POST that was on its way finds a key that is closed.
        #expect(partner.book.takenKeys.isEmpty && partner.book.pages[requestID] == .closed)
        #expect(
          try stage.database.query(
            """
            SELECT remaining_coupons, (SELECT count(*) FROM deliveries), (SELECT count(*) FROM delivery_standstills),
              (SELECT stock_returned_time IS NOT NULL FROM coupons) FROM campaigns
            """) == [["1", "0", "0", "t"]])
      }
      await partner.stop()
    }

    /// The service holds it for sure.
    @Test func aDeliveredCouponIsAskedBackAndTheNextUserGetsTheStock() async throws {
      let partner = try await PartnerStandIn()
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await stage.delivering(1, of: 1, to: partner, by: client)
        _ = try await stage.scheduler(Self.quick)
        #expect(try await stage.waitUntilDelivered(campaign: id))
        #expect(partner.book.takenKeys.count == 1)
        let code = try #require(try stage.database.value("SELECT code FROM coupons"))
        for _ in 0..<2 {
          let coupon = try await client.call(RevokeCouponRequest(campaignID: id, code: code, returnStock: true)).coupon
          #expect(coupon?.state == .revokePending || coupon?.state == .revoked)
        }
        #expect(
          try await eventually { try stage.database.value("SELECT remaining_coupons FROM campaigns") == "1" })
        #expect(partner.book.takenKeys.isEmpty)
        let next = try #require(
          try await client.call(RequestCouponRequest(campaignID: id, userID: "next")).request?.requestID)
        let ended = try await client.call(WaitCouponRequestRequest(requestID: next)).request
        #expect(ended?.status == .done && ended?.coupon?.sequence == 2)
        #expect(partner.book.takenKeys == [next] && partner.book.doubleCodes.isEmpty)
      }
      await partner.stop()
    }
  }
}
