/// Every statement on campaigns and their transitions. No rule stands here: the domain decides, SQL reads and saves.
enum CampaignStatements {
  static let begin = PostgresStatement("begin", "BEGIN ISOLATION LEVEL READ COMMITTED")
  /// Both statements of a page see one snapshot.
  static let beginRead = PostgresStatement("begin_read", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
  static let commit = PostgresStatement("commit", "COMMIT")
  static let rollback = PostgresStatement("rollback", "ROLLBACK")
  /// This transaction's COMMIT doesn't wait for the disk, nor for a standby.
  static let releaseEarly = PostgresStatement("release_early", "SET LOCAL synchronous_commit = off")

  /// The database's clock at this very moment. `now()` is the transaction's start, and a clock in the locking SELECT is
  /// read before the wait for the lock (ARCHITECTURE.md, "Time"): only a statement of its own gives the time of a
  /// decision.
  static let clock = PostgresStatement("clock", "SELECT clock_timestamp()")

  /// The clock as a session prepares it: a server that doesn't report by itself that it takes no changes any more says
  /// so along with the time.
  static func clock(for report: ReadOnlyReport?) -> PostgresStatement {
    guard report == .polled else { return clock }
    return PostgresStatement(clock.name, "SELECT clock_timestamp(), \(PostgresConnection.isReadOnly)")
  }

  private static let columns = CampaignRow.columns.joined(separator: ", ")

  static let lock = PostgresStatement(
    "campaign_lock", "SELECT \(columns) FROM campaigns WHERE id = $1 FOR UPDATE", parameters: [.int8])

  /// Locks in the order of the index, so that whoever locks several does so in ascending order; rows that somebody
  /// holds are left out.
  static let lockFree = PostgresStatement(
    "campaigns_lock_free", "SELECT \(columns) FROM campaigns WHERE id = ANY ($1) ORDER BY id FOR UPDATE SKIP LOCKED",
    parameters: [.int8Array])

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

  /// The same where the sequence lies behind the rows, as after a restore that left it out: an id that nobody has,
  /// without the right to set the sequence.
  static let nextIDBehindAll = PostgresStatement(
    "campaign_next_id_behind_all",
    "SELECT greatest(nextval(pg_get_serial_sequence('campaigns', 'id')), (SELECT max(id) + 1 FROM campaigns))")

  static let existing = PostgresStatement(
    "campaign_existing", "SELECT id FROM campaigns WHERE id = ANY ($1)", parameters: [.int8Array])

  static let insert = PostgresStatement(
    "campaign_insert",
    """
    INSERT INTO campaigns (\(columns), idempotency_key, creation_fingerprint)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
    """,
    parameters: [
      .int8, .text, .int8, .int8, .int8, .timestamptz, .timestamptz, .int4, .text, .timestamptz, .timestamptz, .uuid,
      .bool, .text, .text, .text,
    ])

  static let save = PostgresStatement(
    "campaign_save",
    """
    UPDATE campaigns SET remaining_coupons = $2, last_sequence = $3, state = $4, opened_time = $5, stamp = $6
    WHERE id = $1
    """,
    parameters: [.int8, .int8, .int8, .text, .timestamptz, .uuid])

  /// The same for several. Their ids stand there twice: a plan that was made for a small table looks them up all the
  /// same.
  static let saveSeveral = PostgresStatement(
    "campaigns_save",
    """
    UPDATE campaigns SET
      remaining_coupons = saved.remaining, last_sequence = saved.sequence, state = saved.state,
      opened_time = saved.opened, stamp = saved.stamp
    FROM unnest($1, $2, $3, $4, $5, $6) AS saved (id, remaining, sequence, state, opened, stamp)
    WHERE campaigns.id = saved.id AND campaigns.id = ANY ($1)
    """,
    parameters: [.int8Array, .int8Array, .int8Array, .textArray, .timestamptzArray, .uuidArray])

  /// The stock of a campaign that has issued nothing.
  static let saveStock = PostgresStatement(
    "campaign_save_stock", "UPDATE campaigns SET total_coupons = $2, remaining_coupons = $2 WHERE id = $1",
    parameters: [.int8, .int8])

  static let insertTransition = PostgresStatement(
    "transition_insert",
    """
    INSERT INTO campaign_transitions
      (campaign_id, from_state, to_state, transition_time, actor, lateness_microseconds)
    VALUES ($1, $2, $3, $4, $5, $6)
    """,
    parameters: [.int8, .text, .text, .timestamptz, .text, .int8])

  /// The same where the column's sequence lies behind the rows: numbered behind the campaign's others. The session
  /// that inserts holds the campaign's lock.
  static let insertTransitionBehindAll = PostgresStatement(
    "transition_insert_behind_all",
    """
    INSERT INTO campaign_transitions
      (campaign_id, id, from_state, to_state, transition_time, actor, lateness_microseconds)
    OVERRIDING SYSTEM VALUE
    VALUES ($1, (SELECT coalesce(max(id), 0) + 1 FROM campaign_transitions WHERE campaign_id = $1), $2, $3, $4, $5, $6)
    """,
    parameters: [.int8, .text, .text, .timestamptz, .text, .int8])

  /// The channel on which changes of campaigns are told.
  static let channel = "seonchak_campaigns"

  /// Tells schedulers and servers when the transaction commits.
  static let notify = PostgresStatement(
    "campaign_notify", "SELECT pg_notify('\(channel)', $1::text)", parameters: [.int8])

  /// The time for which the transaction's next locks are waited for, in place of the session's limit.
  static let lockTimeout = PostgresStatement(
    "lock_timeout", "SELECT set_config('lock_timeout', $1, true)", parameters: [.text])

  /// All but the clock.
  static let all = [
    begin, beginRead, commit, rollback, releaseEarly, DurabilityMarker.statement, lock, lockFree, find, findByKey, list,
    nextID, nextIDBehindAll, existing,
    insert, save, saveStock, saveSeveral, insertTransition, insertTransitionBehindAll, notify, lockTimeout,
  ]
}
