import RPCCodec
import TestDatabase
import Testing

extension Stage {
  /// The coupons that the database holds of a campaign, in order of issue.
  func storedCoupons(ofCampaign id: Int64) throws -> [Crowd.Acknowledged] {
    try database.query(
      "SELECT code, coalesce(user_id, ''), sequence FROM coupons WHERE campaign_id = \(id) ORDER BY sequence"
    ).map { row in
      Crowd.Acknowledged(code: row[0] ?? "", userID: row[1] ?? "", sequence: row[2].flatMap { Int64($0) } ?? 0)
    }
  }

  /// Expects that the campaign's sums add up, that sequences have no gap, and that no code and no acknowledged coupon
  /// is there twice or not at all.
  func expectNothingLostOrOversold(
    campaign id: Int64, total: Int, acknowledged: [Crowd.Acknowledged],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let stored = try storedCoupons(ofCampaign: id)
    #expect(stored.count <= total, "oversold", sourceLocation: sourceLocation)
    #expect(
      stored.map(\.sequence) == Array(1...Int64(max(stored.count, 1))).prefix(stored.count).map { $0 },
      sourceLocation: sourceLocation)
    #expect(Set(stored.map(\.code)).count == stored.count, sourceLocation: sourceLocation)
    let lost = Set(acknowledged).subtracting(stored)
    #expect(lost.isEmpty, "acknowledged and lost", sourceLocation: sourceLocation)
    #expect(
      try database.value("SELECT remaining_coupons FROM campaigns WHERE id = \(id)") == "\(total - stored.count)",
      sourceLocation: sourceLocation)
  }
}

extension [IssueCouponRequest] {
  /// One request for each of so many users.
  static func ofUsers(_ count: Int, campaign id: Int64) -> [IssueCouponRequest] {
    (0..<count).map { IssueCouponRequest(campaignID: id, userID: "user-\($0)") }
  }
}
