import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension CallsOverTheWire {
  /// Every field out of its bounds is named, and nothing is written.
  @Suite struct InvalidFieldTests {
    @Test func aCampaignWithABadFieldIsNotCreated() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let good = CreateCampaignRequest(name: "추석", totalCoupons: 5)
        let changes: [(ExpectedError, (inout CreateCampaignRequest) -> Void)] = [
          (.invalidField("name"), { $0.name = "" }),
          (.invalidField("name"), { $0.name = String(repeating: "가", count: 201) }),
          (.invalidField("name"), { $0.name = "unassigned \u{0378}" }),
          (.invalidField("name"), { $0.name = "bell \u{7}" }),
          (.invalidField("name"), { $0.name = "\u{1B}]0;title\u{7}" }),
          (.invalidField("name"), { $0.name = "가을\n세일" }),
          (.invalidField("name"), { $0.name = "\u{9B}31m" }),
          (.invalidField("total_coupons"), { $0.totalCoupons = 0 }),
          (.invalidField("total_coupons"), { $0.totalCoupons = -1 }),
          (.invalidField("total_coupons"), { $0.totalCoupons = 10_000_001 }),
          (.invalidField("per_user_limit"), { $0.perUserLimit = -1 }),
          (.invalidField("start_time"), { $0.startTime = ProtobufTimestamp(seconds: 1_600_000_000) }),
          (.invalidField("start_time"), { $0.startTime = ProtobufTimestamp(seconds: 1, nanos: -1) }),
          (.invalidField("start_time"), { $0.startTime = ProtobufTimestamp(seconds: .max) }),
          (.invalidField("start_in"), { $0.startIn = ProtobufDuration(seconds: -1) }),
          (.invalidField("start_in"), { $0.startIn = ProtobufDuration(seconds: .max) }),
          (.invalidField("end_time"), { $0.endTime = ProtobufTimestamp(seconds: 1_600_000_000) }),
          (.invalidField("end_in"), { $0.endIn = ProtobufDuration(seconds: 0) }),
          (
            .invalidField("end_in"),
            {
              $0.startIn = ProtobufDuration(seconds: 60)
              $0.endIn = ProtobufDuration(seconds: 60)
            }
          ),
          (
            .invalidField("start_time", "start_in"),
            {
              $0.startTime = ProtobufTimestamp(seconds: 4_000_000_000)
              $0.startIn = ProtobufDuration(seconds: 1)
            }
          ),
          (
            .invalidField("end_time", "end_in"),
            {
              $0.endTime = ProtobufTimestamp(seconds: 4_000_000_000)
              $0.endIn = ProtobufDuration(seconds: 1)
            }
          ),
          (.invalidField("idempotency_key"), { $0.idempotencyKey = String(repeating: "k", count: 129) }),
          (.invalidField("idempotency_key"), { $0.idempotencyKey = "bell \u{7}" }),
          (
            .invalidField("name", "total_coupons", "per_user_limit"),
            {
              $0.name = ""
              $0.totalCoupons = 0
              $0.perUserLimit = -1
            }
          ),
        ]
        for (expected, change) in changes {
          var request = good
          change(&request)
          await expect(expected) { try await client.call(request) }
        }
        #expect(try stage.storedRows.rows.isEmpty)
      }
    }

    @Test func theBoundsThemselvesAreTaken() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let campaign = try await client.call(
          CreateCampaignRequest(
            name: String(repeating: "👩🏽", count: 100), totalCoupons: 10_000_000, perUserLimit: .max,
            idempotencyKey: String(repeating: "k", count: 128))
        ).campaign
        #expect(campaign?.name.unicodeScalars.count == 200)
        #expect(campaign?.totalCoupons == 10_000_000)
        let user = String(repeating: "가", count: 42) + "ab"
        let coupon = try await client.issue(try #require(campaign?.id), user: user).coupon
        #expect(coupon?.userID == user)
      }
    }

    @Test func aStartThatIsJustPastOpensAtOnce() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let now = try #require(
          try stage.database.value("SELECT extract(epoch FROM now())::bigint").flatMap { Int64($0) })
        let campaign = try await client.call(
          CreateCampaignRequest(name: "n", totalCoupons: 1, startTime: ProtobufTimestamp(seconds: now - 30))
        ).campaign
        #expect(campaign?.state == .open)
        #expect(campaign?.startTime?.seconds == now - 30)
      }
    }

    @Test func aUserThatCantBeIsNamed() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create().id
        let before = try stage.storedRows
        for user in [
          "", String(repeating: "u", count: 129), "a\tb", "a\u{7F}b", "a\u{85}b", "a\u{0378}b", "a\u{FFFF}b",
        ] {
          await expect(.invalidField("user_id")) { try await client.issue(id, user: user) }
        }
        for key in [String(repeating: "k", count: 129), "a\nb", "a\u{0378}b"] {
          await expect(.invalidField("idempotency_key")) { try await client.issue(id, user: "minji", key: key) }
        }
        await expect(.invalidField("user_id", "idempotency_key")) {
          try await client.issue(id, user: "\u{1}", key: "\u{1}")
        }
        #expect(try stage.storedRows == before)
      }
    }

    @Test func aPageThatCantBeIsNamed() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let ids = [try await client.create().id, try await client.create().id]
        for id in ids {
          for user in ["minji", "jun"] { _ = try await client.issue(id, user: user) }
        }
        let token = try await client.call(GetCampaignRequest(campaignID: ids[0], pageSize: 1)).nextPageToken
        let listToken = try await client.call(ListCampaignsRequest(pageSize: 1)).nextPageToken
        #expect(!token.isEmpty && !listToken.isEmpty)
        for garbage in ["x", "..", "가나다", "1.1.1", token + "0", String(repeating: "1", count: 1_000), listToken] {
          await expect(.invalidField("page_token")) {
            try await client.call(GetCampaignRequest(campaignID: ids[0], pageToken: garbage))
          }
        }
        await expect(.invalidField("page_token")) {
          try await client.call(GetCampaignRequest(campaignID: ids[1], pageToken: token))
        }
        for garbage in ["x", token] {
          await expect(.invalidField("page_token")) {
            try await client.call(ListCampaignsRequest(pageToken: garbage))
          }
        }
        for size in [-1, Int32.min] {
          await expect(.invalidField("page_size")) {
            try await client.call(GetCampaignRequest(campaignID: ids[0], pageSize: size))
          }
          await expect(.invalidField("page_size")) {
            try await client.call(ListCampaignsRequest(pageSize: size))
          }
        }
        let second = try await client.call(GetCampaignRequest(campaignID: ids[0], pageToken: token))
        #expect(second.coupons.map(\.sequence) == [2])
      }
    }
  }
}
