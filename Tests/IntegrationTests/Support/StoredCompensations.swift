import PartnerStandIn
import TestDatabase
import Testing

/// Compensations, as the database holds them.
extension Stage {
  /// The first coupon of a campaign is being taken back from a partner: what is left of a delivery whose end nobody
  /// knows. Returns the compensation's number.
  func reverse(campaign id: Int64, at partner: PartnerStandIn) throws -> Int64 {
    let number = try database.value(
      """
      WITH coupon AS (
        UPDATE coupons SET revoke_time = now() WHERE campaign_id = \(id) AND sequence = 1 RETURNING code, user_id
      )
      INSERT INTO compensation_failures (compensation_type, reference_id, payload, created_at, next_attempt_time)
      SELECT 'DELIVERY_REVERSAL', '\(id)/1', jsonb_build_object(
        'campaignId', '\(id)', 'sequence', '1', 'code', code, 'userId', user_id, 'requestId', gen_random_uuid(),
        'deliveryUrl', 'http://127.0.0.1:\(partner.port)/coupons?key=7', 'returnStock', true,
        'reason', 'DELIVERY_UNKNOWN'), clock_timestamp(), clock_timestamp()
      FROM coupon RETURNING id
      """)
    return try #require(number.flatMap { Int64($0) })
  }

  /// A column of a compensation; `""` is NULL.
  func compensation(_ column: String, of number: Int64) throws -> String {
    try database.value("SELECT coalesce((\(column))::text, '') FROM compensation_failures WHERE id = \(number)") ?? ""
  }

  /// Waits until a compensation has this status.
  func waitUntil(_ status: String, compensation number: Int64) async throws -> Bool {
    try await eventually(within: .seconds(60)) {
      // The database may be away meanwhile.
      (try? compensation("status", of: number)) == status
    }
  }

  /// The lease of whoever tries a compensation is over.
  func endLease(ofCompensation number: Int64) throws {
    try database.query(
      "UPDATE compensation_failures SET next_attempt_time = now() WHERE id = \(number) AND status = 'PROCESSING'")
  }

  /// Expects that the first coupon of a campaign was revoked and its stock returned once.
  func expectOneReturn(campaign id: Int64, total: Int64, sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(
      try database.query(
        """
        SELECT remaining_coupons, total_coupons - remaining_coupons - (
          SELECT count(*) FROM coupons WHERE campaign_id = id AND stock_returned_time IS NULL)
        FROM campaigns WHERE id = \(id)
        """) == [["\(total)", "0"]], sourceLocation: sourceLocation)
    #expect(
      try database.value(
        "SELECT revoked_time IS NOT NULL AND slot IS NULL FROM coupons WHERE campaign_id = \(id) AND sequence = 1")
        == "t", sourceLocation: sourceLocation)
  }
}
