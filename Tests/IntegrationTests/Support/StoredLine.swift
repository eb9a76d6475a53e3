import TestDatabase
import Testing

/// The line of a campaign, as the database holds it.
extension Stage {
  /// So many users join the line by SQL: u1, u2… by their tickets.
  func join(_ count: Int, campaign id: Int64) throws {
    try database.query(
      """
      BEGIN;
      INSERT INTO campaign_queues (campaign_id, last_ticket, next_batch_time, is_active)
      VALUES (\(id), \(count), clock_timestamp(), true);
      INSERT INTO queue_entries (request_id, campaign_id, user_id, ticket, join_time, update_time)
      SELECT gen_random_uuid(), \(id), 'u' || number, number, now(), now() FROM generate_series(1, \(count)) AS number;
      COMMIT
      """)
  }

  /// A column of the line's row; `""` is NULL.
  func line(_ column: String, campaign id: Int64) throws -> String {
    try database.value("SELECT (\(column))::text FROM campaign_queues WHERE campaign_id = \(id)") ?? ""
  }

  /// Waits until nothing of the line is left to do.
  func waitUntilServed(campaign id: Int64) async throws -> Bool {
    try await eventually(within: .seconds(60)) {
      // The database may be away meanwhile.
      (try? line("is_active", campaign: id)) == "false"
    }
  }

  /// Expects that a line ended well: everybody has an end, coupons follow tickets, nobody has two, the counts are those
  /// of the rows, and what was issued and what is left is the stock. `outOfLine`: the pattern of users who may have got
  /// their coupon by a call.
  func expectTheLineEndedWell(
    campaign id: Int64, total: Int, outOfLine: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let states = try database.query(
      """
      SELECT count(*) FILTER (WHERE state = 'COMPLETED') - completed, count(*) FILTER (WHERE state = 'FAILED') - failed,
        count(*) - completed - failed, set_aside, claimed - served, last_ticket - served
      FROM campaign_queues JOIN queue_entries USING (campaign_id) WHERE campaign_id = \(id)
      GROUP BY campaign_queues.campaign_id
      """)
    #expect(states == [["0", "0", "0", "0", "0", "0"]], sourceLocation: sourceLocation)
    #expect(
      try database.value(
        """
        SELECT count(*) FROM (
          SELECT coupon_sequence, lag(coupon_sequence) OVER (ORDER BY ticket) AS before FROM queue_entries
          WHERE campaign_id = \(id) AND state = 'COMPLETED' AND attempts = 0 AND user_id NOT LIKE '\(outOfLine)'
        ) AS served WHERE coupon_sequence <= before
        """) == "0", "not first come, first served", sourceLocation: sourceLocation)
    #expect(
      try database.value(
        """
        SELECT count(*) FROM queue_entries AS entry JOIN coupons
          ON coupons.campaign_id = entry.campaign_id AND sequence = coupon_sequence
        WHERE entry.campaign_id = \(id) AND coupons.user_id <> entry.user_id
        """) == "0", sourceLocation: sourceLocation)
    let coupons = try storedCoupons(ofCampaign: id)
    #expect(Set(coupons.map(\.userID)).count == coupons.count, "a user has two", sourceLocation: sourceLocation)
    try expectNothingLostOrOversold(campaign: id, total: total, acknowledged: [], sourceLocation: sourceLocation)
  }

  /// Has each batch wait, once its coupons are inserted, for as long as the returned transaction is open; where
  /// `isInCommit`, it waits inside its COMMIT.
  func stopBatches(isInCommit: Bool) throws -> OpenTransaction {
    let holder = try database.openTransaction("SELECT pg_advisory_xact_lock(1)")
    try database.query(
      """
      CREATE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS
      $$ BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER stop_here AFTER INSERT ON coupons
      DEFERRABLE INITIALLY \(isInCommit ? "DEFERRED" : "IMMEDIATE") FOR EACH ROW EXECUTE FUNCTION stop_here()
      """)
    return holder
  }
}
