/// The statements by which deliveries are found, claimed and locked. No rule stands here: the domain decides.
enum DeliveryStatements {
  /// The campaigns that have deliveries, each by one look into the index: those of a campaign are passed by.
  static let agenda = PostgresStatement(
    "deliveries_agenda",
    """
    WITH RECURSIVE campaign AS (
      (SELECT campaign_id, next_attempt_time, 1::bigint AS place FROM deliveries
      WHERE campaign_id > $1 ORDER BY campaign_id, next_attempt_time LIMIT 1)
      UNION ALL
      SELECT following.campaign_id, following.next_attempt_time, place + 1 FROM campaign CROSS JOIN LATERAL (
        SELECT campaign_id, next_attempt_time FROM deliveries
        WHERE deliveries.campaign_id > campaign.campaign_id ORDER BY campaign_id, next_attempt_time LIMIT 1
      ) AS following WHERE place < $2
    )
    SELECT campaign_id, greatest(next_attempt_time, (
      SELECT next_attempt_time FROM delivery_standstills AS standstill
      WHERE standstill.campaign_id = campaign.campaign_id
    )), now() FROM campaign
    """,
    parameters: [.int8, .int8])

  private static let columns = """
    delivery.request_id, delivery.attempts, delivery.may_have_arrived, delivery.location, delivery.poll_count,
      delivery.next_attempt_time, delivery.lease_end_time, delivery.token, delivery.error, delivery.campaign_id,
      delivery.sequence, coupon.*
    """

  /// Each coupon is looked up by itself: a join that was planned for small tables would read all of them later.
  private static let joinedCoupon = """
    LEFT JOIN LATERAL (
      SELECT \(CouponStatements.columns) FROM coupons
      WHERE coupons.campaign_id = delivery.campaign_id AND coupons.sequence = delivery.sequence LIMIT 1
    ) AS coupon ON true
    """

  static let lockDue = PostgresStatement(
    "deliveries_lock_due",
    """
    SELECT \(columns) FROM deliveries AS delivery \(joinedCoupon)
    WHERE delivery.campaign_id = $1 AND delivery.next_attempt_time <= now()
    ORDER BY delivery.next_attempt_time LIMIT $2 FOR UPDATE OF delivery SKIP LOCKED
    """,
    parameters: [.int8, .int8])

  /// In the order of their ids, so that two who lock the same don't wait for each other.
  static let lock = PostgresStatement(
    "deliveries_lock",
    """
    SELECT \(columns) FROM deliveries AS delivery \(joinedCoupon)
    WHERE delivery.request_id = ANY ($1) ORDER BY delivery.request_id FOR UPDATE OF delivery
    """,
    parameters: [.uuidArray])

  static let url = PostgresStatement(
    "delivery_url", "SELECT delivery_url FROM campaigns WHERE id = $1", parameters: [.int8])

  static let lockStandstill = PostgresStatement(
    "delivery_standstill_lock",
    """
    SELECT campaign_id, failures, next_attempt_time, since_time, error FROM delivery_standstills
    WHERE campaign_id = $1 FOR UPDATE
    """,
    parameters: [.int8])

  /// The time since which it is so stays, and so does that of its alert.
  static let saveStandstill = PostgresStatement(
    "delivery_standstill_save",
    """
    INSERT INTO delivery_standstills (campaign_id, failures, next_attempt_time, since_time, error)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (campaign_id) DO UPDATE SET
      failures = excluded.failures, next_attempt_time = excluded.next_attempt_time, error = excluded.error
    """,
    parameters: [.int8, .int4, .timestamptz, .timestamptz, .text])

  static let endStandstill = PostgresStatement(
    "delivery_standstill_end", "DELETE FROM delivery_standstills WHERE campaign_id = $1", parameters: [.int8])

  /// A standstill goes with the last delivery that waits for its end.
  static let endIdleStandstill = PostgresStatement(
    "delivery_standstill_end_idle",
    """
    DELETE FROM delivery_standstills WHERE campaign_id = $1
      AND NOT EXISTS (SELECT FROM deliveries WHERE deliveries.campaign_id = delivery_standstills.campaign_id)
    """,
    parameters: [.int8])

  /// Those of a batch's entries that are DELIVERING now, each looked up by its ticket.
  static let insert = PostgresStatement(
    "deliveries_insert",
    """
    INSERT INTO deliveries (request_id, campaign_id, sequence, next_attempt_time)
    SELECT entry.request_id, $1, saved.sequence, $2
    FROM unnest($3, $4) AS saved (ticket, sequence) CROSS JOIN LATERAL (
      SELECT request_id FROM queue_entries
      WHERE campaign_id = $1 AND ticket = saved.ticket AND state = 'DELIVERING' AND coupon_sequence = saved.sequence
      LIMIT 1
    ) AS entry
    """,
    parameters: [.int8, .timestamptz, .int8Array, .int8Array])

  static let all = [
    agenda, lockDue, lock, url, lockStandstill, saveStandstill, endStandstill, endIdleStandstill, insert,
  ]
}
