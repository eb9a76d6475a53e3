import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension CampaignClient {
  /// Creates a campaign and returns it.
  func create(
    coupons: Int64 = 10, startIn: Duration? = nil, endIn: Duration? = nil, perUser: Int32 = 1, key: String = ""
  ) async throws -> CampaignMessage {
    let response = try await call(
      CreateCampaignRequest(
        name: "추석 쿠폰", totalCoupons: coupons, startIn: startIn.map { ProtobufDuration($0) },
        endIn: endIn.map { ProtobufDuration($0) }, perUserLimit: perUser, idempotencyKey: key))
    return try #require(response.campaign)
  }

  /// Asks for a coupon.
  func issue(_ id: Int64, user: String = "", key: String = "") async throws -> IssueCouponResponse {
    try await call(IssueCouponRequest(campaignID: id, userID: user, idempotencyKey: key))
  }

  /// Waits until a coupon is issued; the only refusals before are those of a database that is away, and `others`.
  func issuesAgain(_ id: Int64, user: String, whileHearing others: Set<String> = []) async throws -> Bool {
    try await eventually {
      do {
        return try await issue(id, user: user).coupon != nil
      } catch RPCClientError.status(let status) {
        let expected = others.union(["DATABASE_UNAVAILABLE", "OUTCOME_UNKNOWN"])
        #expect(expected.contains(status.reason ?? ""), "\(status)")
        return false
      }
    }
  }

  /// The campaign as it is now.
  func campaign(_ id: Int64) async throws -> CampaignMessage {
    try #require(try await call(GetCampaignRequest(campaignID: id, omitCoupons: true)).campaign)
  }
}

extension Stage {
  /// Waits until a campaign's time has come by the database's clock.
  func waitUntilPast(_ column: String, ofCampaign id: Int64) async throws -> Bool {
    try await eventually {
      try database.value("SELECT (clock_timestamp() > \(column))::int FROM campaigns WHERE id = \(id)") == "1"
    }
  }
}
