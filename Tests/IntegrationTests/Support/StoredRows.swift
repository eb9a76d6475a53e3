import TestDatabase

/// Everything that the database holds of campaigns, to see that a refusal changed nothing.
struct StoredRows: Equatable, CustomStringConvertible {
  let rows: [String]

  init(of database: TestDatabase) throws {
    rows = try database.query(
      """
      SELECT 'campaign ' || campaigns::text FROM campaigns
      UNION ALL SELECT 'coupon ' || coupons::text FROM coupons
      UNION ALL SELECT 'transition ' || campaign_transitions::text FROM campaign_transitions ORDER BY 1
      """
    ).compactMap { $0.first ?? nil }
  }

  var description: String { rows.joined(separator: "\n") }
}

extension Stage {
  var storedRows: StoredRows {
    get throws { try StoredRows(of: database) }
  }

  /// Waits until a backend waits for a lock that somebody else holds.
  func waitUntilSomebodyWaitsForALock() async throws -> Bool {
    try await eventually {
      try database.value(
        """
        SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
        """) != "0"
    }
  }

  /// Takes the campaign's row as another program might, and keeps it until the transaction ends.
  func holdRow(ofCampaign id: Int64) throws -> OpenTransaction {
    try database.openTransaction("SELECT FROM campaigns WHERE id = \(id) FOR UPDATE")
  }
}
