import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension ExpectedError {
  static let couponNotFound = ExpectedError(
    code: .notFound, reason: "COUPON_NOT_FOUND", httpStatus: 404, korean: "쿠폰이 존재하지 않음")
}

extension CallsOverTheWire {
  /// Coupons that are taken back, at servers that know nothing of each other.
  @Suite struct RevocationTests {
    /// Memory of the second server says SOLD_OUT, and its epoch ends with the stock that the first returns.
    @Test func stockThatIsReturnedAtOneServerIsSoldAtTheOther() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let here = stage.client(of: servers[0])
        let id = try await here.create(coupons: 2).id
        _ = try await Crowd.call(.ofUsers(2, campaign: id), at: servers)
        for round in 1...3 {
          for _ in 0..<2 {
            let crowd = try await Crowd.call(
              (0..<50).map { IssueCouponRequest(campaignID: id, userID: "loser-\($0)") }, at: [servers[1]])
            #expect(crowd.failures == ["SOLD_OUT": 50])
          }
          let listed = try await here.call(GetCampaignRequest(campaignID: id)).coupons
          let coupon = try #require(listed.last { $0.state == .issued })
          let revoked = try #require(
            try await here.call(RevokeCouponRequest(campaignID: id, code: coupon.code, returnStock: true)).coupon)
          #expect(revoked.state == .revoked && revoked.revokedTime != nil && revoked.sequence == coupon.sequence)
          // The bound is the epoch's second; the change is told of, too.
          #expect(
            try await eventually {
              let crowd = try await Crowd.call(
                [IssueCouponRequest(campaignID: id, userID: "patient-\(round)")], at: [servers[1]])
              return crowd.failures.isEmpty
            })
          let campaign = try await here.campaign(id)
          #expect(campaign.issuedCoupons == 2 && campaign.remainingCoupons == 0)
        }
        let coupons = try await here.call(GetCampaignRequest(campaignID: id)).coupons
        #expect(coupons.map(\.sequence) == [1, 2, 3, 4, 5])
        #expect(coupons.count { $0.state == .issued } == 2)
      }
    }

    @Test func aRevokedCouponIsNobodysAndItsRepeatsChangeNothing() async throws {
      try await Stage.with { stage in
        let (here, there) = (try await stage.client(), try await stage.client())
        let id = try await here.create(coupons: 2).id
        let coupon = try #require(try await here.issue(id, user: "minji").coupon)
        let request = RevokeCouponRequest(campaignID: id, code: coupon.code)
        let revoked = try #require(try await here.call(request).coupon)
        #expect(revoked.state == .revoked)
        for client in [here, there] {
          await expect(.userLimitReached) { try await client.issue(id, user: "minji") }
          await expect(.userLimitReached) { try await client.call(JoinQueueRequest(campaignID: id, userID: "minji")) }
          let again = RevokeCouponRequest(campaignID: id, code: coupon.code, reason: "again", returnStock: true)
          #expect(try await client.call(again).coupon == revoked)
        }
        #expect(try await here.campaign(id).issuedCoupons == 1)
        await expect(.couponNotFound) { try await there.call(RevokeCouponRequest(campaignID: id, code: "no code")) }
        let other = try await here.create().id
        await expect(.couponNotFound) {
          try await there.call(RevokeCouponRequest(campaignID: other, code: coupon.code))
        }
        await expect(.campaignNotFound) {
          try await there.call(RevokeCouponRequest(campaignID: 999, code: coupon.code))
        }
        await expect(.invalidField("reason")) {
          try await there.call(
            RevokeCouponRequest(campaignID: id, code: coupon.code, reason: String(repeating: "x", count: 1_001)))
        }
      }
    }

    /// The crowd asks while coupons are taken back: a user never has two that are good.
    @Test func nobodyHasTwoGoodCouponsWhateverIsRevokedMeanwhile() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let clients = servers.map { stage.client(of: $0) }
        let id = try await clients[0].create(coupons: 20).id
        _ = try await Crowd.call(.ofUsers(20, campaign: id), at: servers)
        let revoking = Task {
          for _ in 0..<3 {
            let coupons = try await clients[1].call(GetCampaignRequest(campaignID: id)).coupons
            for coupon in coupons where coupon.state == .issued && coupon.sequence % 2 == 0 {
              _ = try await clients[1].call(
                RevokeCouponRequest(campaignID: id, code: coupon.code, returnStock: true))
            }
          }
        }
        for _ in 0..<10 { _ = try await Crowd.call(.ofUsers(60, campaign: id), at: servers) }
        try await revoking.value
        _ = try await Crowd.call(.ofUsers(60, campaign: id), at: servers)
        #expect(
          try stage.database.value(
            """
            SELECT count(*) FROM (
              SELECT FROM coupons WHERE campaign_id = \(id) AND revoke_time IS NULL GROUP BY user_id HAVING count(*) > 1
            ) AS several
            """) == "0")
        #expect(
          try stage.database.value(
            """
            SELECT count(*) FROM coupons WHERE campaign_id = \(id) AND stock_returned_time IS NULL
            """) == "20")
        let campaign = try await clients[0].campaign(id)
        #expect(campaign.issuedCoupons == 20 && campaign.remainingCoupons == 0)
      }
    }
  }
}
