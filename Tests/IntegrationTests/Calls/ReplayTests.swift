import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension CallsOverTheWire {
  /// A repeat of a success is the same success; the checks keep their order.
  @Suite struct ReplayTests {
    @Test func aWinnerGetsTheSameCouponInEveryStateOfTheCampaign() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create(coupons: 1).id
        let coupon = try await client.issue(id, user: "minji").coupon
        func expectReplay() async throws {
          let again = try await client.issue(id, user: "minji")
          #expect(again == IssueCouponResponse(coupon: coupon, alreadyIssued: true))
        }
        try await expectReplay()
        _ = try await client.call(PauseCampaignRequest(campaignID: id))
        try await expectReplay()
        _ = try await client.call(CloseCampaignRequest(campaignID: id))
        try await expectReplay()
        #expect(try stage.storedCoupons(ofCampaign: id).count == 1)
      }
    }

    @Test func theChecksKeepTheirOrder() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create(coupons: 2, perUser: 2).id
        for key in ["1", "2"] { _ = try await client.issue(id, user: "minji", key: key) }
        // SOLD_OUT is checked before the user's limit.
        await expect(.soldOut) { try await client.issue(id, user: "minji") }
        _ = try await client.call(PauseCampaignRequest(campaignID: id))
        await expect(.paused) { try await client.issue(id, user: "minji") }
        _ = try await client.call(CloseCampaignRequest(campaignID: id))
        await expect(.closed) { try await client.issue(id, user: "minji") }
        #expect(try await client.issue(id, user: "minji", key: "1").alreadyIssued)
        await expect(.invalidField("user_id")) { try await client.issue(id, user: "") }
        await expect(.campaignNotFound) { try await client.issue(id + 1, user: "minji") }
      }
    }

    @Test func withALimitOfOneTheUserIsTheKey() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create().id
        let coupon = try await client.issue(id, user: "minji", key: "1").coupon
        #expect(
          try await client.issue(id, user: "minji", key: "2")
            == IssueCouponResponse(coupon: coupon, alreadyIssued: true))
        #expect(try await client.issue(id, user: "jun", key: "1").alreadyIssued == false)
        // The key is checked as a field all the same.
        await expect(.invalidField("idempotency_key")) { try await client.issue(id, user: "jun", key: "\u{7}") }
      }
    }

    @Test func aKeyIsReplayedWhenItsUserHasAllOfTheirs() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create(perUser: 2).id
        let first = try await client.issue(id, user: "minji", key: "1").coupon
        _ = try await client.issue(id, user: "minji", key: "2")
        await expect(.userLimitReached) { try await client.issue(id, user: "minji", key: "3") }
        #expect(
          try await client.issue(id, user: "minji", key: "1")
            == IssueCouponResponse(coupon: first, alreadyIssued: true))
      }
    }

    @Test func composedAndDecomposedTextAreTwoUsersAndTwoKeys() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await client.create().id
        let holder = try stage.holdRow(ofCampaign: id)
        // All of them are decided in one group, or in two.
        async let crowd = Crowd.call(
          ["first", "\u{AC01}", "\u{1100}\u{1161}\u{11A8}"].map {
            IssueCouponRequest(campaignID: id, userID: $0, idempotencyKey: $0)
          }, at: [server])
        #expect(try await stage.waitUntilSomebodyWaitsForALock())
        try holder.end()
        #expect(Set(try await crowd.acknowledged.map(\.sequence)) == [1, 2, 3])
        #expect(try await crowd.answers.allSatisfy { !$0.alreadyIssued })
      }
    }

    @Test func aKeyWithOtherFieldsIsRefusedByIssue() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create(perUser: 0).id
        let coupon = try await client.issue(id, user: "minji", key: "k").coupon
        let before = try stage.storedRows
        await expect(.keyReused) { try await client.issue(id, user: "jun", key: "k") }
        await expect(.keyReused) { try await client.issue(id, user: "", key: "k") }
        #expect(try await client.issue(id, user: "minji", key: "k").coupon == coupon)
        #expect(try stage.storedRows == before)
        // A key's scope is its campaign.
        let other = try await client.create(perUser: 0).id
        #expect(try await client.issue(other, user: "jun", key: "k").alreadyIssued == false)
      }
    }

    @Test func aKeyWithOtherFieldsIsRefusedByCreate() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let request = CreateCampaignRequest(name: "추석", totalCoupons: 5, perUserLimit: 1, idempotencyKey: "k")
        let campaign = try await client.call(request).campaign
        #expect(try await client.call(request).campaign == campaign)
        let before = try stage.storedRows
        for change in [
          { $0.name = "설날" }, { $0.totalCoupons = 6 }, { $0.perUserLimit = 2 },
          { $0.startIn = ProtobufDuration(seconds: 1) }, { $0.endIn = ProtobufDuration(seconds: 1) },
        ] as [(inout CreateCampaignRequest) -> Void] {
          var other = request
          change(&other)
          await expect(.keyReused) { try await client.call(other) }
        }
        #expect(try stage.storedRows == before)
      }
    }
  }
}
