/// Every statement on coupon requests, which are the entries of queues as their callers see them.
enum CouponRequestStatements {
  /// Requests with their lines. The lines are looked up one by one: a join that was planned for small tables would read
  /// all of them later.
  static let find = PostgresStatement(
    "requests_find",
    """
    SELECT \(QueueEntryRow.list), \(QueueRow.list(of: "queue"))
    FROM queue_entries AS entry CROSS JOIN LATERAL (
      SELECT * FROM campaign_queues WHERE campaign_queues.campaign_id = entry.campaign_id LIMIT 1
    ) AS queue \(QueueEntryRow.joinedCoupon)
    WHERE entry.request_id = ANY ($1)
    """,
    parameters: [.uuidArray])

  static let lines = PostgresStatement(
    "requests_lines",
    "SELECT \(QueueRow.list(of: "queue")) FROM campaign_queues AS queue WHERE queue.campaign_id = ANY ($1)",
    parameters: [.int8Array])

  static let deadLetters = PostgresStatement(
    "requests_dead_letters",
    """
    SELECT \(QueueEntryRow.list), entry.error FROM queue_entries AS entry \(QueueEntryRow.joinedCoupon)
    WHERE entry.campaign_id = $1 AND entry.request_id < $2 AND \(isDeadLetter)
    ORDER BY entry.request_id DESC LIMIT $3
    """,
    parameters: [.int8, .uuid, .int8])

  /// The second column of the order makes the index of errors the only one that has it.
  static let allDeadLetters = PostgresStatement(
    "requests_all_dead_letters",
    """
    SELECT \(QueueEntryRow.list), entry.error FROM queue_entries AS entry \(QueueEntryRow.joinedCoupon)
    WHERE entry.request_id < $1 AND \(isDeadLetter)
    ORDER BY entry.request_id DESC, entry.campaign_id DESC LIMIT $2
    """,
    parameters: [.uuid, .int8])

  private static let isDeadLetter = """
    entry.error IS NOT NULL AND entry.state = 'FAILED' AND entry.failure_reason = 'ISSUE_FAILED'
      AND entry.reset_time IS NULL
    """

  static let all = [find, lines, deadLetters, allDeadLetters]
}
