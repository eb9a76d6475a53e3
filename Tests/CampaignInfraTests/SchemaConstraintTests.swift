import CampaignDomain
import TestDatabase
import Testing

/// The schema's constraints refuse what the domain would never do.
@Suite struct SchemaConstraintTests {
  @Test(arguments: [
    ("coupons_code_shape", "'가나다라마바사아자차'"), ("coupons_code_shape", "'2222222222'"),
    ("coupons_code_shape", "'가2나3다4라5마'"), ("coupons_code_shape", "'가2나3다4라5마67'"),
    ("coupons_code_shape", "'가2나3다4라5A6'"), ("coupons_code_shape", "'가2나3다4라5마 '"),
    ("coupons_code_shape", "normalize('가2나3다4라5마6', NFD)"),
  ]) func aCodeOfAnotherShapeIsRefused(constraint: String, code: String) throws {
    try expectRefusal(
      of: "INSERT INTO coupons VALUES (1, 1, \(code), 'u', 1, NULL, now())",
      by: "violates check constraint \"\(constraint)\"")
  }

  @Test(arguments: [
    ("coupons_code", "(2, 1, '가2나3다4라5마6', 'v', 1, NULL, now())"),
    ("coupons_campaign_sequence", "(1, 1, '나2나3다4라5마6', 'v', 1, NULL, now())"),
    ("coupons_campaign_user_slot", "(1, 2, '나2나3다4라5마6', 'u', 1, NULL, now())"),
    ("coupons_campaign_idempotency_key", "(1, 2, '나2나3다4라5마6', 'v', 1, 'k', now())"),
  ]) func aSecondOfWhatMustBeOneIsRefused(constraint: String, row: String) throws {
    try expectRefusal(
      of: """
        INSERT INTO coupons VALUES (1, 1, '가2나3다4라5마6', 'u', 1, 'k', now());
        INSERT INTO coupons VALUES \(row)
        """, by: "violates unique constraint \"\(constraint)\"")
  }

  @Test(arguments: [
    ("campaigns_remaining_range", "remaining_coupons = -1"),
    ("campaigns_remaining_range", "remaining_coupons = total_coupons + 1"),
    ("campaigns_total_range", "total_coupons = 10000001, remaining_coupons = 10000001"),
    ("campaigns_sequence_covers_issued", "remaining_coupons = 1, last_sequence = 3"),
    ("campaigns_state_known", "state = 'SOLD_OUT'"),
    ("campaigns_end_after_start", "end_time = start_time"),
    ("campaigns_never_opened_early", "opened_time = start_time - interval '1 microsecond'"),
    ("campaigns_opened_fits_state", "opened_time = NULL"),
    ("campaigns_opened_fits_state", "state = 'SCHEDULED'"),
    ("campaigns_user_limit_range", "per_user_limit = -1"),
    ("campaigns_name_length", "name = ''"),
  ]) func aCampaignThatCantBeIsRefused(constraint: String, change: String) throws {
    try expectRefusal(of: "UPDATE campaigns SET \(change)", by: "violates check constraint \"\(constraint)\"")
  }

  @Test(arguments: [
    ("campaign_queues_order", "claimed = 6"), ("campaign_queues_order", "claimed = 1"),
    ("campaign_queues_order", "served = 1, failed_through = 2, failed_reason = 'SOLD_OUT', failed_time = now()"),
    ("campaign_queues_order", "settled_through = 1"), ("campaign_queues_order", "settled_through = -1"),
    ("campaign_queues_counts", "completed = -1"), ("campaign_queues_counts", "failed = -1"),
    ("campaign_queues_counts", "set_aside = -1"), ("campaign_queues_mark", "failed_through = 1"),
    ("campaign_queues_mark", "failed_reason = 'SOLD_OUT', failed_time = now()"),
    ("campaign_queues_mark", "failed_through = 1, failed_reason = 'SOLD_OUT'"),
    ("campaign_queues_reason_known", "failed_through = 1, failed_reason = 'ISSUE_FAILED', failed_time = now()"),
    ("campaign_queues_speed", "entries_per_hour = 0"),
  ]) func aLineThatCantBeIsRefused(constraint: String, change: String) throws {
    try expectRefusal(
      of: """
        INSERT INTO campaign_queues (campaign_id, last_ticket, claimed, served, next_batch_time, is_active)
        VALUES (1, 5, 3, 2, now(), true);
        UPDATE campaign_queues SET \(change)
        """, by: "violates check constraint \"\(constraint)\"")
  }

  @Test(arguments: [
    ("queue_entries_user_length", "user_id = ''"), ("queue_entries_user_length", "user_id = repeat('가', 43)"),
    ("queue_entries_ticket_range", "ticket = 0"), ("queue_entries_state_known", "state = 'PROCESSING'"),
    ("queue_entries_reason_known", "state = 'FAILED', failure_reason = 'REFUSED'"),
    ("queue_entries_end", "state = 'FAILED'"), ("queue_entries_end", "failure_reason = 'SOLD_OUT'"),
    ("queue_entries_end", "state = 'COMPLETED'"), ("queue_entries_end", "coupon_sequence = 1"),
    ("queue_entries_next_attempt", "state = 'SET_ASIDE'"), ("queue_entries_next_attempt", "next_attempt_time = now()"),
    ("queue_entries_ticket_needed", "ticket = NULL"),
    ("queue_entries_ticket_needed", "ticket = NULL, state = 'FAILED', failure_reason = 'SOLD_OUT'"),
    (
      "queue_entries_ticket_needed",
      "ticket = NULL, state = 'FAILED', failure_reason = 'DELIVERY_REFUSED', coupon_sequence = 1"
    ), ("queue_entries_end", "state = 'DELIVERING'"),
    ("queue_entries_end", "state = 'FAILED', failure_reason = 'REVOKED'"),
    ("queue_entries_only_failed_ones_are_reset", "reset_time = now()"),
    ("queue_entries_reset_reason_length", "reset_reason = repeat('가', 1001)"),
  ]) func anEntryThatCantBeIsRefused(constraint: String, change: String) throws {
    try expectRefusal(
      of: "\(Self.entry(1)); UPDATE queue_entries SET \(change)",
      by: "violates check constraint \"\(constraint)\"")
  }

  @Test(arguments: [
    "stock_returned_time = now(), slot = NULL", "revoked_time = now()",
    "revoke_time = now(), stock_returned_time = now(), slot = NULL",
    "revoke_time = now(), revoked_time = now(), stock_returned_time = now()",
  ]) func aCouponWithAnImpossibleRevocationIsRefused(change: String) throws {
    try expectRefusal(
      of: """
        INSERT INTO coupons (campaign_id, sequence, code, user_id, slot, issue_time)
        VALUES (1, 1, '가1나2다3라4마5', 'u', 1, now());
        UPDATE coupons SET \(change)
        """, by: "violates check constraint \"coupons_revocation\"")
  }

  @Test(arguments: [
    ("queue_entries_pkey", entry(1, user: "v", ticket: 2)), ("queue_entries_campaign_user", entry(2, ticket: 2)),
    ("queue_entries_campaign_ticket", entry(2, user: "v")),
    (
      "campaign_queues_pkey",
      String(
        repeating: "INSERT INTO campaign_queues (campaign_id, next_batch_time, is_active) VALUES (1, now(), true);",
        count: 2)
    ),
  ]) func aSecondEntryOrLineIsRefused(constraint: String, rows: String) throws {
    try expectRefusal(of: "\(Self.entry(1)); \(rows)", by: "violates unique constraint \"\(constraint)\"")
  }

  @Test func whoseEntryWasResetMayHaveAnother() throws {
    let database = try InfraFixture().database
    try database.query(Self.entry(1))
    try database.query(
      "UPDATE queue_entries SET state = 'FAILED', failure_reason = 'SOLD_OUT', reset_time = now(), reset_by = 't'")
    try database.query(Self.entry(2, ticket: 2))
    #expect(try database.value("SELECT count(*) FROM queue_entries WHERE user_id = 'u'") == "2")
  }

  private static func entry(_ request: Int, user: String = "u", ticket: Int = 1) -> String {
    """
    INSERT INTO queue_entries (request_id, campaign_id, user_id, ticket, join_time, update_time)
    VALUES ('00000000-0000-7000-8000-00000000000\(request)', 1, '\(user)', \(ticket), now(), now())
    """
  }

  @Test func aSecondOpeningIsRefused() throws {
    let opening = """
      INSERT INTO campaign_transitions (campaign_id, from_state, to_state, transition_time, actor)
      VALUES (1, 'SCHEDULED', 'OPEN', now(), 't')
      """
    try expectRefusal(
      of: "\(opening); \(opening)", by: "violates unique constraint \"campaign_transitions_one_opening\"")
  }

  @Test func aTransitionThatNoStateAllowsIsRefused() throws {
    for (from, to) in CampaignState.allCases.flatMap({ from in CampaignState.allCases.map { (from, $0) } })
    where !from.exits.contains(to) {
      try expectRefusal(
        of: """
          INSERT INTO campaign_transitions (campaign_id, from_state, to_state, transition_time, actor)
          VALUES (1, '\(from.rawValue)', '\(to.rawValue)', now(), 't')
          """, by: "violates check constraint \"campaign_transitions_possible\"")
    }
  }

  /// Expects that PostgreSQL refuses `sql` on a database with the open campaign 1 of 10 coupons.
  private func expectRefusal(
    of sql: String, by words: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let database = try InfraFixture().database
    try database.query(
      """
      INSERT INTO campaigns (id, name, total_coupons, remaining_coupons, last_sequence, start_time, per_user_limit,
        state, opened_time, create_time, creation_fingerprint)
      VALUES (1, '벽', 10, 5, 5, now(), 1, 'OPEN', now(), now(), '')
      """)
    let error = #expect(throws: TestDatabaseError.self, sourceLocation: sourceLocation) { try database.query(sql) }
    #expect(error?.reason.contains(words) == true, "\(error?.reason ?? "")", sourceLocation: sourceLocation)
  }
}
