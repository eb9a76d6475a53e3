/// Every statement on campaigns and their transitions. No rule stands here: the domain decides, SQL reads and saves.
enum CampaignStatements {
  static let begin = PostgresStatement("begin", "BEGIN ISOLATION LEVEL READ COMMITTED")
  /// Both statements of a page see one snapshot.
  static let beginRead = PostgresStatement("begin_read", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
  static let commit = PostgresStatement("commit", "COMMIT")
  static let rollback = PostgresStatement("rollback", "ROLLBACK")

  /// The database's clock at this very moment. `now()` is the transaction's start, and a clock in the locking SELECT is
  /// read before the wait for the lock (ARCHITECTURE.md, "Time"): only a statement of its own gives the time of a
  /// decision.
  static let clock = PostgresStatement("clock", "SELECT clock_timestamp()")

  /// The clock as a session prepares it: a server that doesn't tell by itself that it takes no changes any more says so
  /// along with the time.
  static func clock(asking report: ReadOnlyReport?) -> PostgresStatement {
    guard report == .asked else { return clock }
    return PostgresStatement(clock.name, "SELECT clock_timestamp(), \(PostgresConnection.isReadOnly)")
  }

  /// The columns of `CampaignRow`, in its order.
  private static let columns = """
    id, name, total_coupons, remaining_coupons, last_sequence, start_time, end_time, per_user_limit, state, \
    opened_time, create_time, stamp
    """

  static let lock = PostgresStatement(
    "campaign_lock", "SELECT \(columns) FROM campaigns WHERE id = $1 FOR UPDATE", parameters: [.int8])

  static let find = PostgresStatement(
    "campaign_find", "SELECT \(columns) FROM campaigns WHERE id = $1", parameters: [.int8])

  static let findByKey = PostgresStatement(
    "campaign_find_by_key",
    "SELECT \(columns), creation_fingerprint FROM campaigns WHERE idempotency_key = $1", parameters: [.text])

  static let list = PostgresStatement(
    "campaign_list", "SELECT \(columns) FROM campaigns WHERE id < $1 ORDER BY id DESC LIMIT $2",
    parameters: [.int8, .int8])

  static let nextID = PostgresStatement(
    "campaign_next_id", "SELECT nextval(pg_get_serial_sequence('campaigns', 'id'))")

  static let insert = PostgresStatement(
    "campaign_insert",
    """
    INSERT INTO campaigns (\(columns), idempotency_key, creation_fingerprint)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    """,
    parameters: [
      .int8, .text, .int8, .int8, .int8, .timestamptz, .timestamptz, .int4, .text, .timestamptz, .timestamptz, .uuid,
      .text, .text,
    ])

  static let save = PostgresStatement(
    "campaign_save",
    """
    UPDATE campaigns SET remaining_coupons = $2, last_sequence = $3, state = $4, opened_time = $5, stamp = $6
    WHERE id = $1
    """,
    parameters: [.int8, .int8, .int8, .text, .timestamptz, .uuid])

  static let insertTransition = PostgresStatement(
    "transition_insert",
    """
    INSERT INTO campaign_transitions
      (campaign_id, from_state, to_state, transition_time, actor, lateness_microseconds)
    VALUES ($1, $2, $3, $4, $5, $6)
    """,
    parameters: [.int8, .text, .text, .timestamptz, .text, .int8])

  /// Tells schedulers and servers when the transaction commits: a start or an end may have come nearer, and what a server
  /// refuses from memory may be over.
  static let notify = PostgresStatement(
    "campaign_notify", "SELECT pg_notify('\(CampaignChannel.name)', $1::text)", parameters: [.int8])

  /// `now()` is the transaction's start: both statements of an agenda see the same moment.
  static let dueToStart = PostgresStatement(
    "campaign_due_to_start",
    """
    SELECT id FROM campaigns
    WHERE state = 'SCHEDULED' AND start_time <= now() AND (end_time IS NULL OR end_time > now())
    ORDER BY start_time, id LIMIT $1
    """,
    parameters: [.int8])

  static let nextStart = PostgresStatement(
    "campaign_next_start",
    "SELECT min(start_time), now() FROM campaigns WHERE state = 'SCHEDULED' AND start_time > now()")

  static let dueToEnd = PostgresStatement(
    "campaign_due_to_end",
    """
    SELECT id FROM campaigns
    WHERE state <> 'CLOSED' AND end_time IS NOT NULL AND end_time <= now() ORDER BY end_time, id LIMIT $1
    """,
    parameters: [.int8])

  static let nextEnd = PostgresStatement(
    "campaign_next_end",
    """
    SELECT min(end_time), now() FROM campaigns
    WHERE state <> 'CLOSED' AND end_time IS NOT NULL AND end_time > now()
    """)

  /// All but the clock.
  static let all = [
    begin, beginRead, commit, rollback, lock, find, findByKey, list, nextID, insert, save, insertTransition,
    notify, dueToStart, nextStart, dueToEnd, nextEnd,
  ]
}

/// The channel on which changes of campaigns are told.
enum CampaignChannel {
  static let name = "seonchak_campaigns"
}
