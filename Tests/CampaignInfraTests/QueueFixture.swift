import CampaignApplication
import CampaignDomain
import TestDatabase
import Testing

@testable import CampaignInfra

/// Lines of campaigns in a database, joined by SQL.
extension InfraFixture {
  /// So many users join behind those who are there: u1, u2… by their tickets.
  func join(_ count: Int, _ id: CampaignID) throws {
    try database.query(
      """
      BEGIN;
      INSERT INTO campaign_queues (campaign_id, next_batch_time, is_active)
      VALUES (\(id), clock_timestamp() - interval '1 s', false) ON CONFLICT DO NOTHING;
      INSERT INTO queue_entries (request_id, campaign_id, user_id, ticket, join_time, update_time)
      SELECT gen_random_uuid(), \(id), 'u' || last_ticket + number, last_ticket + number, now(), now()
      FROM campaign_queues, generate_series(1, \(count)) AS number WHERE campaign_id = \(id);
      UPDATE campaign_queues SET last_ticket = last_ticket + \(count), is_active = true WHERE campaign_id = \(id);
      COMMIT
      """)
  }

  /// A job on a pool of its own, as a scheduler's.
  func batches(_ rules: QueueBatchRules = QueueBatchRules(interval: .zero)) throws -> QueueBatchJob {
    var postgres = postgres
    postgres.lockTimeout = .milliseconds(200)
    let pool = CampaignPool(.init(postgres: postgres, connectionCount: 1), name: "queues", logger: Self.silent)
    return QueueBatchJob(database: pool, rules: rules, makeGenerator: { KernelRandomNumbers() })
  }

  /// Runs a job until it finds nothing to do, and returns all failures.
  @discardableResult
  func finish(_ job: QueueBatchJob) async throws -> [JobReport.Failure] {
    var failures: [JobReport.Failure] = []
    while true {
      let report = try await job.runOnce(waitingUntil: nil)
      failures += report.failures
      if !report.isCutShort { return failures }
    }
  }

  /// The row of the line.
  func line(_ id: CampaignID) throws -> [String: String] {
    let columns = [
      "last_ticket", "claimed", "served", "failed_through", "settled_through", "completed", "failed", "set_aside",
      "batch_failures", "token", "is_active", "failed_reason", "lease_end_time",
    ]
    let row = try #require(
      try database.query("SELECT \(columns.joined(separator: ", ")) FROM campaign_queues WHERE campaign_id = \(id)")
        .first)
    return Dictionary(uniqueKeysWithValues: zip(columns, row.map { $0 ?? "" }))
  }

  /// Expects that the line's counts are those of its rows, that coupons follow tickets among entries that were tried at
  /// most once, that nobody has two, and that the campaign's sums add up.
  func expectTheLineAddsUp(_ id: CampaignID, sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(
      try database.query(
        """
        SELECT completed - count(*) FILTER (WHERE state = 'COMPLETED'),
          failed + failed_through - settled_through - count(*) FILTER (
            WHERE state = 'FAILED' OR state = 'WAITING' AND ticket <= failed_through),
          set_aside - count(*) FILTER (WHERE state = 'SET_ASIDE'),
          last_ticket - count(ticket)
        FROM campaign_queues JOIN queue_entries USING (campaign_id) WHERE campaign_id = \(id)
        GROUP BY campaign_queues.campaign_id
        """) == [["0", "0", "0", "0"]], "counts and rows differ", sourceLocation: sourceLocation)
    #expect(
      try database.value(
        """
        SELECT count(*) FROM (
          SELECT coupon_sequence, lag(coupon_sequence) OVER (ORDER BY ticket) AS before FROM queue_entries
          WHERE campaign_id = \(id) AND state = 'COMPLETED' AND attempts = 0 AND ticket IS NOT NULL
            AND coupon_sequence IN (SELECT sequence FROM coupons WHERE issue_time >= join_time)
        ) AS served WHERE coupon_sequence < before
        """) == "0", "not first come, first served", sourceLocation: sourceLocation)
    #expect(
      try database.query(
        """
        SELECT count(*) - count(DISTINCT user_id), count(*) - (total_coupons - remaining_coupons)
        FROM coupons JOIN campaigns ON id = campaign_id WHERE campaign_id = \(id) GROUP BY id
        """) == [["0", "0"]], sourceLocation: sourceLocation)
  }

  /// Waits until the database's clock has passed a time of the line's row, as `column`.
  func waitUntilPast(_ column: String, _ id: CampaignID) async throws -> Bool {
    try await eventually {
      try database.value(
        "SELECT coalesce(clock_timestamp() >= \(column), true) FROM campaign_queues WHERE campaign_id = \(id)") == "t"
    }
  }

  /// Has each coupon of some users refused.
  func refuseCoupons(where condition: String) throws {
    try database.query(
      """
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF \(condition) THEN RAISE 'poison %', NEW.user_id; END IF; RETURN NEW; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON coupons FOR EACH ROW EXECUTE FUNCTION refuse()
      """)
  }
}
