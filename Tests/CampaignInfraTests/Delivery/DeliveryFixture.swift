import CampaignApplication
import CampaignDomain
import TestDatabase
import Testing

@testable import CampaignInfra

extension InfraFixture {
  /// A campaign whose coupons are handed to a service, with a line that was served: each coupon is on its way.
  func delivering(_ count: Int, url: String = "http://partner.test/coupons") async throws -> CampaignID {
    let campaign = try await create(coupons: 1_000, deliveryURL: url)
    try join(count, campaign.id)
    #expect(try await finish(batches()).isEmpty)
    return campaign.id
  }

  /// A job on a pool of its own, as a scheduler's.
  func deliveries(
    by service: any PartnerService, _ rules: DeliveryRules = DeliveryRules(),
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) -> DeliveryJob {
    var postgres = postgres
    postgres.lockTimeout = .milliseconds(200)
    let pool = CampaignPool(.init(postgres: postgres, connectionCount: 1), name: "deliveries", logger: Self.silent)
    return DeliveryJob(database: pool, service: service, rules: rules, now: now) {}
  }

  /// Runs a job until the database says so.
  func run(_ job: DeliveryJob, until condition: String) async throws -> Bool {
    try await eventually {
      _ = try await job.runOnce(waitingUntil: nil)
      return try database.value("SELECT (\(condition))::int") == "1"
    }
  }

  /// Everything of the campaign's deliveries is due now.
  func makeDue(_ id: CampaignID) throws {
    try database.query(
      """
      UPDATE deliveries SET next_attempt_time = now() - interval '1 s',
        lease_end_time = CASE WHEN lease_end_time IS NOT NULL THEN now() - interval '1 s' END
      WHERE campaign_id = \(id);
      UPDATE delivery_standstills SET next_attempt_time = now() - interval '1 s' WHERE campaign_id = \(id)
      """)
  }

  /// Expects that counts and rows are the same, that each delivery under way has its row, and that each coupon that
  /// was given up has something that gives it back.
  func expectDeliveriesAddUp(_ id: CampaignID, sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(
      try database.query(
        """
        SELECT completed - count(*) FILTER (WHERE state = 'COMPLETED'),
          delivering - count(*) FILTER (WHERE state = 'DELIVERING'),
          delivering - (SELECT count(*) FROM deliveries WHERE campaign_id = \(id)),
          failed - count(*) FILTER (WHERE state = 'FAILED'),
          count(*) FILTER (WHERE failure_reason LIKE 'DELIVERY%')
            - (SELECT count(*) FROM compensation_failures WHERE reference_id LIKE '\(id)/%'),
          count(*) FILTER (WHERE failure_reason LIKE 'DELIVERY%')
            - (SELECT count(*) FROM coupons WHERE campaign_id = \(id) AND revoke_time IS NOT NULL)
        FROM campaign_queues JOIN queue_entries USING (campaign_id) WHERE campaign_id = \(id)
        GROUP BY campaign_queues.campaign_id
        """) == [["0", "0", "0", "0", "0", "0"]], sourceLocation: sourceLocation)
  }
}
