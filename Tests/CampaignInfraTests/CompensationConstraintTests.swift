import TestDatabase
import Testing

@testable import CampaignInfra

/// The constraints of `compensation_failures` refuse what the domain would never do.
@Suite struct CompensationConstraintTests {
  private static func insert(_ reference: String = "7/1") -> String {
    """
    INSERT INTO compensation_failures (compensation_type, reference_id, payload, created_at, next_attempt_time)
    VALUES ('STOCK_RELEASE', '\(reference)', '{}', now(), now())
    """
  }

  @Test(arguments: [
    ("compensation_failures_type_known", "compensation_type = 'REFUND'"),
    ("compensation_failures_status_known", "status = 'DONE', next_attempt_time = NULL"),
    ("compensation_failures_counts", "retry_count = -1"), ("compensation_failures_counts", "immediate_count = -1"),
    ("compensation_failures_end", "next_attempt_time = NULL"), ("compensation_failures_end", "completed_at = now()"),
    ("compensation_failures_end", "status = 'COMPLETED', next_attempt_time = NULL"),
    ("compensation_failures_end", "status = 'FAILED'"), ("compensation_failures_end", "discarded_at = now()"),
  ]) func whatCantBeIsRefused(constraint: String, change: String) throws {
    let database = try InfraFixture().database
    try database.query(Self.insert())
    let error = #expect(throws: TestDatabaseError.self) {
      try database.query("UPDATE compensation_failures SET \(change)")
    }
    #expect(error?.reason.contains("\"\(constraint)\"") == true, "\(error?.reason ?? "")")
  }

  @Test func aSecondOfAKindForACouponIsRefused() throws {
    let database = try InfraFixture().database
    try database.query(Self.insert())
    let error = #expect(throws: TestDatabaseError.self) { try database.query(Self.insert()) }
    #expect(error?.reason.contains("\"compensation_failures_reference\"") == true)
  }

  /// As `Compensation.referenceCampaign` reads it.
  @Test(arguments: [
    ("7/1", "7"), ("007/1", "7"), ("7", "0"), ("/1", "0"), ("x/1", "0"), ("1234567890123456789/1", "0"),
    ("payment-9", "0"),
  ]) func theReferenceNamesTheCampaign(reference: String, campaign: String) throws {
    let database = try InfraFixture().database
    try database.query(Self.insert(reference))
    #expect(try database.value("SELECT campaign_id FROM compensation_failures") == campaign)
  }
}
