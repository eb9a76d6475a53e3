/// The statements of the batches that serve lines. No rule stands here: the domain decides, SQL reads and saves.
enum QueueBatchStatements {
  /// The campaign of a line. A plan that was made for small tables looks it up all the same.
  private static let campaign = """
    CROSS JOIN LATERAL (SELECT state, start_time FROM campaigns WHERE id = queue.campaign_id LIMIT 1) AS campaign
    """

  /// The lines of campaigns that can be served or told that they can't: not those that are paused, but for a claim that
  /// is to be given back. Those before their start are not due.
  private static let lines = """
    campaign_queues AS queue \(campaign) WHERE is_active AND (state <> 'PAUSED' OR claimed > served)
    """

  /// There are tickets to serve or rows to settle, whenever.
  private static let hasTickets = "(served < last_ticket OR settled_through < failed_through)"

  /// The time of the first entry that was set aside.
  private static let nextAttempt = """
    (SELECT min(next_attempt_time) FROM queue_entries AS entry
    WHERE entry.campaign_id = queue.campaign_id AND next_attempt_time IS NOT NULL)
    """

  /// The time from which on a line is due; `greatest` passes NULLs by.
  private static let dueTime = """
    greatest(next_batch_time, lease_end_time, CASE state WHEN 'SCHEDULED' THEN start_time END,
      CASE WHEN NOT \(hasTickets) THEN \(nextAttempt) END)
    """

  static let due = PostgresStatement(
    "queues_due",
    """
    SELECT queue.campaign_id FROM \(lines) AND next_batch_time <= now() AND \(dueTime) <= now()
      AND queue.campaign_id <> ALL ($2)
    ORDER BY next_batch_time, queue.campaign_id LIMIT $1
    """,
    parameters: [.int8, .int8Array])

  static let next = PostgresStatement(
    "queues_next",
    """
    SELECT min(due_time), now() FROM (SELECT \(dueTime) AS due_time FROM \(lines)) AS line
    WHERE due_time > now() AND due_time <= now() + interval '1 day'
    """)

  private static let columns = QueueRow.list(of: "campaign_queues")

  static let lock = PostgresStatement(
    "queue_line_lock", "SELECT \(columns) FROM campaign_queues WHERE campaign_id = $1 FOR UPDATE",
    parameters: [.int8])

  static let lockFree = PostgresStatement(
    "queue_line_lock_free", "SELECT \(columns) FROM campaign_queues WHERE campaign_id = $1 FOR UPDATE SKIP LOCKED",
    parameters: [.int8])

  static let retries = PostgresStatement(
    "queue_retries",
    """
    SELECT ticket, user_id, attempts FROM queue_entries
    WHERE campaign_id = $1 AND next_attempt_time <= statement_timestamp() ORDER BY next_attempt_time LIMIT $2
    """,
    parameters: [.int8, .int8])

  static let waiting = PostgresStatement(
    "queue_waiting",
    """
    SELECT ticket, user_id, attempts FROM queue_entries
    WHERE campaign_id = $1 AND ticket > $2 AND ticket <= $3 AND state = 'WAITING' ORDER BY ticket
    """,
    parameters: [.int8, .int8, .int8])

  /// All of a line but its last ticket, which joins alone change.
  static let save = PostgresStatement(
    "queue_line_save",
    """
    UPDATE campaign_queues SET claimed = $2, served = $3, failed_through = $4, failed_reason = $5, failed_time = $6,
      settled_through = $7, completed = $8, failed = $9, set_aside = $10, next_batch_time = $11, last_batch_time = $12,
      batch_failures = $13, token = $14, lease_end_time = $15, entries_per_hour = $16, is_active = $17,
      delivering = $18
    WHERE campaign_id = $1
    """,
    parameters: [
      .int8, .int8, .int8, .int8, .text, .timestamptz, .int8, .int8, .int8, .int8, .timestamptz, .timestamptz, .int4,
      .int8, .timestamptz, .int8, .bool, .int8,
    ])

  /// The entries that ended or were set aside. A sequence of 0 is none. Those that ended meanwhile stay as they are: an
  /// admin let their user join anew. Each is looked up by its ticket and updated by its place: a join was planned,
  /// while the table was small, to read a campaign's whole line for each batch.
  static let saveEntries = PostgresStatement(
    "queue_entries_save",
    """
    UPDATE queue_entries AS entry SET
      state = saved.state, failure_reason = saved.reason, coupon_sequence = nullif(saved.sequence, 0),
      attempts = saved.attempts, error = saved.error, next_attempt_time = saved.next_time, update_time = $2
    FROM unnest($3, $4, $5, $6, $7, $8, $9)
      AS saved (ticket, state, reason, sequence, attempts, error, next_time)
      CROSS JOIN LATERAL (
        SELECT ctid FROM queue_entries
        WHERE campaign_id = $1 AND ticket = saved.ticket AND state IN ('WAITING', 'SET_ASIDE') LIMIT 1
      ) AS located
    WHERE entry.ctid = located.ctid
    """,
    parameters: [
      .int8, .timestamptz, .int8Array, .textArray, .textArray, .int8Array, .int4Array, .textArray, .timestamptzArray,
    ])

  /// Lines that have nothing left to do, and nothing to deliver, of a campaign that was closed so many microseconds ago
  /// or longer.
  static let old = PostgresStatement(
    "queues_old",
    """
    SELECT queue.campaign_id FROM campaign_queues AS queue \(campaign)
    WHERE NOT is_active AND delivering = 0 AND state = 'CLOSED' AND (
      SELECT transition_time FROM campaign_transitions AS transition
      WHERE transition.campaign_id = queue.campaign_id AND to_state = 'CLOSED' LIMIT 1
    ) <= now() - $1 * interval '1 microsecond'
    ORDER BY queue.campaign_id LIMIT 1 FOR UPDATE OF queue SKIP LOCKED
    """,
    parameters: [.int8])

  /// Entries with a ticket, and those without one, each found by an index.
  static let pruneEntries = PostgresStatement(
    "queue_entries_prune",
    """
    WITH pruned AS (
      DELETE FROM queue_entries WHERE request_id = ANY (ARRAY(
        (SELECT request_id FROM queue_entries WHERE campaign_id = $1 AND ticket IS NOT NULL ORDER BY ticket LIMIT $2)
        UNION ALL
        (SELECT request_id FROM queue_entries
        WHERE campaign_id = $1 AND reset_time IS NULL AND ticket IS NULL ORDER BY user_id LIMIT $2)
        LIMIT $2
      )) AND state IN ('COMPLETED', 'FAILED') RETURNING 1
    )
    SELECT count(*) FROM pruned
    """,
    parameters: [.int8, .int8])

  /// A line that has no entries any more.
  static let pruneLine = PostgresStatement(
    "queue_line_prune",
    """
    DELETE FROM campaign_queues AS queue WHERE campaign_id = $1
      AND NOT EXISTS (SELECT FROM queue_entries AS entry WHERE entry.campaign_id = $1 AND ticket IS NOT NULL)
      AND NOT EXISTS (SELECT FROM queue_entries AS entry WHERE entry.campaign_id = $1 AND reset_time IS NULL)
    RETURNING campaign_id
    """,
    parameters: [.int8])

  static let all = [
    due, next, lock, lockFree, retries, waiting, save, saveEntries, old, pruneEntries, pruneLine,
  ]
}
