/// The statements that save what becomes of deliveries, and of coupons that are taken back. No rule stands here: the
/// domain decides, SQL saves.
enum DeliveryChangeStatements {
  /// Coupons of one campaign. A slot is given up where the stock returns.
  static let revoke = PostgresStatement(
    "coupons_revoke",
    """
    UPDATE coupons SET
      revoke_time = coalesce(revoke_time, $2), revoked_time = saved.revoked_time,
      stock_returned_time = CASE WHEN saved.returns_stock THEN $2 END,
      slot = CASE WHEN saved.returns_stock THEN NULL ELSE slot END
    FROM unnest($3, $4, $5) AS saved (sequence, revoked_time, returns_stock)
    WHERE campaign_id = $1 AND coupons.sequence = saved.sequence
    """,
    parameters: [.int8, .timestamptz, .int8Array, .timestamptzArray, .boolArray])

  /// Deliveries that go on.
  static let save = PostgresStatement(
    "deliveries_save",
    """
    UPDATE deliveries SET
      attempts = saved.attempts, may_have_arrived = saved.arrived, location = saved.location,
      poll_count = saved.polls, next_attempt_time = saved.next_time, lease_end_time = saved.lease_end,
      token = saved.token, error = saved.error
    FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
      AS saved (request_id, attempts, arrived, location, polls, next_time, lease_end, token, error)
    WHERE deliveries.request_id = saved.request_id
    """,
    parameters: [
      .uuidArray, .int4Array, .boolArray, .textArray, .int4Array, .timestamptzArray, .timestamptzArray, .int8Array,
      .textArray,
    ])

  static let delete = PostgresStatement(
    "deliveries_delete", "DELETE FROM deliveries WHERE request_id = ANY ($1)", parameters: [.uuidArray])

  /// The entries of deliveries that ended. One that was removed since has none.
  static let endEntries = PostgresStatement(
    "queue_entries_end_deliveries",
    """
    UPDATE queue_entries AS entry SET
      state = saved.state, failure_reason = saved.reason, attempts = saved.attempts, error = saved.error,
      next_attempt_time = NULL, update_time = $1
    FROM unnest($2, $3, $4, $5, $6) AS saved (request_id, state, reason, attempts, error)
    WHERE entry.request_id = saved.request_id AND entry.state IN ('DELIVERING', 'COMPLETED')
    """,
    parameters: [.timestamptz, .uuidArray, .textArray, .textArray, .int4Array, .textArray])

  /// One of a kind for each coupon: one that is there stays as it is.
  static let insertCompensation = PostgresStatement(
    "compensation_insert",
    """
    INSERT INTO compensation_failures (
      compensation_type, reference_id, payload, max_retries, created_at, next_attempt_time)
    VALUES ($1, $2, jsonb_strip_nulls(jsonb_build_object(
      'campaignId', $3::text, 'sequence', $4::text, 'code', $5::text, 'userId', $6::text, 'requestId', $7::text,
      'deliveryUrl', $8::text, 'returnStock', $9::boolean, 'reason', $10::text)), $11, $12, $13)
    ON CONFLICT (compensation_type, reference_id) DO NOTHING
    """,
    parameters: [
      .text, .text, .text, .text, .text, .text, .text, .text, .bool, .text, .int4, .timestamptz, .timestamptz,
    ])

  static let all = [revoke, save, delete, endEntries, insertCompensation]
}
