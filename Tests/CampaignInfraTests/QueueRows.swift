import CampaignDomain
import TestDatabase

/// Lines and entries that tests write by SQL, as joins and batches leave them.
struct QueueRows {
  let database: TestDatabase

  /// The id of a request that nobody made but the test.
  static func id(_ number: UInt64) -> RequestID {
    RequestID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0000 | number)
  }

  /// A line, with what else is set of its row.
  func line(_ campaign: CampaignID, last: Int64, served: Int64 = 0, setting columns: String = "") throws {
    try database.query(
      """
      INSERT INTO campaign_queues (campaign_id, last_ticket, claimed, served, next_batch_time, is_active)
      VALUES (\(campaign), \(last), \(served), \(served), now(), true)
      """)
    if !columns.isEmpty { try database.query("UPDATE campaign_queues SET \(columns) WHERE campaign_id = \(campaign)") }
  }

  /// An entry of `user-NUMBER`, with what else is set of its row.
  func entry(_ number: UInt64, in campaign: CampaignID, ticket: Int64?, setting columns: String = "") throws {
    try database.query(
      """
      INSERT INTO queue_entries (request_id, campaign_id, user_id, ticket, join_time, update_time)
      VALUES ('\(Self.id(number))', \(campaign), 'user-\(number)', \(ticket ?? 1_000_000), now(), now())
      """)
    if !columns.isEmpty {
      try database.query("UPDATE queue_entries SET \(columns) WHERE request_id = '\(Self.id(number))'")
    }
  }

  /// An entry that was given up.
  func deadLetter(_ number: UInt64, in campaign: CampaignID, error: String = "no") throws {
    try entry(
      number, in: campaign, ticket: Int64(number),
      setting: "state = 'FAILED', failure_reason = 'ISSUE_FAILED', attempts = 5, error = '\(error)'")
  }
}
