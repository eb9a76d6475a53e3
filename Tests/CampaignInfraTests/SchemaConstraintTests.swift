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
