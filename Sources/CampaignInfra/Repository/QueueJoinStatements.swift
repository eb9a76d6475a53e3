/// Every statement of joins, places in line and resets. No rule stands here.
enum QueueJoinStatements {
  private static let queueColumns = QueueRow.list(of: "campaign_queues")

  /// Locks the line: changes of entries and of the line's numbers are made under this lock alone.
  static let lock = PostgresStatement(
    "queue_lock", "SELECT \(queueColumns) FROM campaign_queues WHERE campaign_id = $1 FOR UPDATE", parameters: [.int8])

  /// Makes the line of a campaign that has none; its first batch is due at once. Another session that makes it at the
  /// same moment is waited for, and its line is found by the next statement.
  static let make = PostgresStatement(
    "queue_make",
    """
    INSERT INTO campaign_queues (campaign_id, next_batch_time, is_active)
    SELECT id, clock_timestamp(), false FROM campaigns WHERE id = $1 ON CONFLICT DO NOTHING
    """,
    parameters: [.int8])

  static let find = PostgresStatement(
    "queue_find", "SELECT \(queueColumns) FROM campaign_queues WHERE campaign_id = $1", parameters: [.int8])

  /// The entries of users. A user costs one look into the index, whatever the size of the line.
  static let entriesOfUsers = PostgresStatement(
    "queue_entries_of_users",
    """
    SELECT \(QueueEntryRow.list)
    FROM unnest($2) AS requested (user_id) CROSS JOIN LATERAL (
      SELECT * FROM queue_entries
      WHERE campaign_id = $1 AND user_id = requested.user_id COLLATE "C" AND reset_time IS NULL LIMIT 1
    ) AS entry \(QueueEntryRow.joinedCoupon)
    """,
    parameters: [.int8, .textArray])

  /// Saves what a join changes of a line, and nothing else of it.
  static let save = PostgresStatement(
    "queue_save_joins",
    "UPDATE campaign_queues SET last_ticket = $2, completed = $3, is_active = $4 WHERE campaign_id = $1",
    parameters: [.int8, .int8, .int8, .bool])

  /// All entries of a group in one statement.
  static let insert = PostgresStatement(
    "queue_entries_insert",
    """
    INSERT INTO queue_entries
      (campaign_id, join_time, update_time, request_id, user_id, ticket, state, coupon_sequence)
    SELECT $1, $2, $2, * FROM unnest($3, $4, $5, $6, $7)
    """,
    parameters: [.int8, .timestamptz, .uuidArray, .textArray, .int8Array, .textArray, .int8Array])

  /// Ends an entry for its user. Where a mark failed it, its row gets that, too.
  static let reset = PostgresStatement(
    "queue_entry_reset",
    """
    UPDATE queue_entries SET state = 'FAILED', failure_reason = $2, update_time = $3, reset_time = $4,
      reset_reason = $5, reset_by = $6
    WHERE request_id = $1
    """,
    parameters: [.uuid, .text, .timestamptz, .timestamptz, .text, .text])

  /// A user's place: the campaign's id, the line and the entry, as far as there are any. One statement is one snapshot.
  static let place = PostgresStatement(
    "queue_place",
    """
    SELECT campaigns.id, \(queueColumns), \(QueueEntryRow.list)
    FROM campaigns
    LEFT JOIN campaign_queues ON campaign_queues.campaign_id = $1
    LEFT JOIN queue_entries AS entry ON entry.campaign_id = $1 AND entry.user_id = $2 AND entry.reset_time IS NULL
    \(QueueEntryRow.joinedCoupon)
    WHERE campaigns.id = $1
    """,
    parameters: [.int8, .text])

  /// The join of the first of those who wait.
  static let firstWaiting = PostgresStatement(
    "queue_first_waiting",
    """
    SELECT join_time FROM queue_entries
    WHERE campaign_id = $1 AND ticket > (SELECT claimed FROM campaign_queues WHERE campaign_id = $1)
    ORDER BY ticket LIMIT 1
    """,
    parameters: [.int8])

  static let all = [lock, make, find, entriesOfUsers, save, insert, reset, place, firstWaiting]
}
