/// Every statement on compensations but their INSERT. No rule stands here: the domain decides, SQL reads and saves.
enum CompensationStatements {
  private static let columns = CompensationRow.list

  /// Compensations that are due and whose row nobody holds, so many of each campaign at the most. Campaigns are found
  /// one behind the other in the index: one that has thousands of rows costs no more than another.
  static let lockDue = PostgresStatement(
    "compensations_lock_due",
    """
    SELECT \(columns) FROM compensation_failures
    WHERE next_attempt_time <= now() AND id = ANY (ARRAY(
      WITH RECURSIVE campaigns (id) AS (
        (SELECT campaign_id FROM compensation_failures WHERE next_attempt_time IS NOT NULL
        ORDER BY campaign_id LIMIT 1)
        UNION ALL
        SELECT (
          SELECT campaign_id FROM compensation_failures
          WHERE next_attempt_time IS NOT NULL AND campaign_id > campaigns.id ORDER BY campaign_id LIMIT 1
        ) FROM campaigns WHERE campaigns.id IS NOT NULL
      )
      SELECT due.id FROM campaigns CROSS JOIN LATERAL (
        SELECT compensation.id, next_attempt_time FROM compensation_failures AS compensation
        WHERE compensation.campaign_id = campaigns.id AND next_attempt_time <= now()
          AND compensation.id <> ALL ($4)
        ORDER BY next_attempt_time LIMIT $2
      ) AS due
      WHERE campaigns.id <> ALL ($3) ORDER BY due.next_attempt_time, due.id LIMIT $1
    ))
    ORDER BY next_attempt_time, id FOR UPDATE SKIP LOCKED
    """,
    parameters: [.int8, .int8, .int8Array, .int8Array])

  static let lock = PostgresStatement(
    "compensation_lock", "SELECT \(columns) FROM compensation_failures WHERE id = $1 FOR UPDATE", parameters: [.int8])

  static let find = PostgresStatement(
    "compensation_find", "SELECT \(columns) FROM compensation_failures WHERE id = $1", parameters: [.int8])

  static let list = PostgresStatement(
    "compensations_list",
    "SELECT \(columns) FROM compensation_failures WHERE id < $1 ORDER BY id DESC LIMIT $2", parameters: [.int8, .int8])

  static let listInStatus = PostgresStatement(
    "compensations_list_in_status",
    """
    SELECT \(columns) FROM compensation_failures
    WHERE status = $3 AND id < $1 ORDER BY status DESC, id DESC LIMIT $2
    """,
    parameters: [.int8, .int8, .text])

  /// All that a try, or an admin, changes.
  static let save = PostgresStatement(
    "compensations_save",
    """
    UPDATE compensation_failures SET
      status = saved.status, retry_count = saved.retries, immediate_count = saved.immediate,
      error_message = saved.error, last_attempted_at = saved.last_time, completed_at = saved.complete_time,
      next_attempt_time = saved.next_time, token = saved.token, resolved_by = saved.resolved_by,
      resolution = saved.resolution, discarded_at = saved.discard_time, alerted_time = saved.alerted_time,
      lease_end_time = saved.lease_end
    FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) AS saved (
      id, status, retries, immediate, error, last_time, complete_time, next_time, token, resolved_by, resolution,
      discard_time, alerted_time, lease_end)
    WHERE compensation_failures.id = saved.id
    """,
    parameters: [
      .int8Array, .textArray, .int4Array, .int4Array, .textArray, .timestamptzArray, .timestamptzArray,
      .timestamptzArray, .int8Array, .textArray, .textArray, .timestamptzArray, .timestamptzArray, .timestamptzArray,
    ])

  /// The coupon that one is about.
  static let coupon = PostgresStatement(
    "compensation_coupon",
    "SELECT \(CouponStatements.columns) FROM coupons WHERE campaign_id = $1 AND sequence = $2",
    parameters: [.int8, .int8])

  /// Those that ended so many microseconds ago or longer; one that FAILED has only ended when it was given up.
  static let prune = PostgresStatement(
    "compensations_prune",
    """
    WITH pruned AS (
      DELETE FROM compensation_failures WHERE id = ANY (ARRAY(
        SELECT id FROM compensation_failures
        WHERE (completed_at IS NOT NULL OR discarded_at IS NOT NULL)
          AND coalesce(completed_at, discarded_at) <= now() - $1 * interval '1 microsecond'
        ORDER BY coalesce(completed_at, discarded_at) LIMIT $2 FOR UPDATE SKIP LOCKED
      )) RETURNING 1
    )
    SELECT count(*) FROM pruned
    """,
    parameters: [.int8, .int8])

  static let all = [lockDue, lock, find, list, listInStatus, save, coupon, prune]
}
