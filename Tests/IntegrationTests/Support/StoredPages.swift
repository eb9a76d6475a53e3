import TestDatabase

extension Stage {
  /// Gives a campaign so many coupons at once, by SQL, as if they had been issued; users have ids of 100 bytes.
  func fillPages(ofCampaign id: Int64, coupons count: Int) throws {
    try database.query(
      """
      BEGIN;
      INSERT INTO coupons (campaign_id, sequence, code, user_id, issue_time)
      SELECT \(id), number, '가' || lpad((\(id) * 1000000 + number)::text, 9, '0'),
        lpad(number::text, 100, 'u'), clock_timestamp()
      FROM generate_series(1, \(count)) AS number;
      UPDATE campaigns SET last_sequence = \(count), remaining_coupons = total_coupons - \(count) WHERE id = \(id);
      COMMIT
      """)
  }
}
