/// Every statement on coupons.
enum CouponStatements {
  /// The columns of `CouponRow`, in its order.
  static let columns = "code, campaign_id, user_id, sequence, issue_time, revoke_time, revoked_time"

  /// The last coupon of each user who was asked for, how many they have, the highest slot and the ends of each range of
  /// slots that is free below it. A user with one coupon, or none, costs one look into the index, and so does one who
  /// is further from the limit than a group could bring them: their count is at most the highest slot. The range of the
  /// index that others have is read, unless it has more than 10,000 slots: such a user gets no slot for a coupon that
  /// came back.
  static let heldByUsers = PostgresStatement(
    "coupons_held_by_users",
    """
    SELECT coalesce(later.code, top.code), $1, top.user_id, coalesce(later.sequence, top.sequence),
      coalesce(later.issue_time, top.issue_time),
      CASE WHEN later.code IS NULL THEN top.revoke_time ELSE later.revoke_time END,
      CASE WHEN later.code IS NULL THEN top.revoked_time ELSE later.revoked_time END,
      coalesce(nullif(held, 0), top.slot), top.slot, free_from, free_to
    FROM unnest($2) AS requested (user_id) CROSS JOIN LATERAL (
      SELECT code, user_id, sequence, issue_time, revoke_time, revoked_time, slot FROM coupons
      WHERE campaign_id = $1 AND user_id = requested.user_id COLLATE "C" AND slot IS NOT NULL
      ORDER BY slot DESC LIMIT 1
    ) AS top CROSS JOIN LATERAL (
      SELECT count(*)::integer AS held, max(sequence) AS last_sequence,
        array_agg(slot_before + 1) FILTER (WHERE slot > slot_before + 1) AS free_from,
        array_agg(slot - 1) FILTER (WHERE slot > slot_before + 1) AS free_to
      FROM (
        SELECT slot, sequence, lag(slot, 1, 0) OVER (ORDER BY slot) AS slot_before FROM coupons
        WHERE top.slot BETWEEN 2 AND 10000
          AND top.slot > (SELECT per_user_limit FROM campaigns WHERE id = $1) - 10000 AND campaign_id = $1 AND user_id = requested.user_id COLLATE "C" AND slot IS NOT NULL
      ) AS slots
    ) AS holding LEFT JOIN coupons AS later
      ON later.campaign_id = $1 AND later.sequence = last_sequence AND last_sequence <> top.sequence
    """,
    parameters: [.int8, .textArray])

  static let heldByKeys = PostgresStatement(
    "coupons_held_by_keys",
    """
    SELECT held.* FROM unnest($2) AS requested (idempotency_key) CROSS JOIN LATERAL (
      SELECT \(columns), idempotency_key FROM coupons
      WHERE campaign_id = $1 AND idempotency_key = requested.idempotency_key COLLATE "C" LIMIT 1
    ) AS held
    """,
    parameters: [.int8, .textArray])

  /// All coupons of a group in one statement.
  static let insert = PostgresStatement(
    "coupons_insert",
    """
    INSERT INTO coupons (campaign_id, issue_time, sequence, code, user_id, slot, idempotency_key)
    SELECT $1, $2, * FROM unnest($3, $4, $5, $6, $7)
    """,
    parameters: [.int8, .timestamptz, .int8Array, .textArray, .textArray, .int4Array, .textArray])

  /// The same for coupons of several campaigns.
  static let insertSeveral = PostgresStatement(
    "coupons_insert_several",
    """
    INSERT INTO coupons (campaign_id, issue_time, sequence, code, user_id, slot, idempotency_key)
    SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
    """,
    parameters: [
      .int8Array, .timestamptzArray, .int8Array, .textArray, .textArray, .int4Array, .textArray,
    ])

  static let page = PostgresStatement(
    "coupons_page",
    "SELECT \(columns) FROM coupons WHERE campaign_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
    parameters: [.int8, .int8, .int8])

  /// The holders of a campaign that issued at most so many coupons; of another, none are read. One more than that tells
  /// that its row counts fewer than there are.
  static let holders = PostgresStatement(
    "coupons_holders",
    """
    SELECT user_id, idempotency_key FROM coupons
    WHERE campaign_id = $1 AND (SELECT last_sequence FROM campaigns WHERE id = $1) <= $2
    LIMIT $2 + 1
    """,
    parameters: [.int8, .int8])

  /// The holders who were issued a coupon from a sequence on, in order.
  static let recentHolders = PostgresStatement(
    "coupons_recent_holders",
    """
    SELECT sequence, user_id, idempotency_key, code FROM coupons
    WHERE campaign_id = $1 AND sequence >= $2 ORDER BY sequence LIMIT $3
    """,
    parameters: [.int8, .int8, .int8])

  static let all = [heldByUsers, heldByKeys, insert, insertSeveral, page, holders, recentHolders]
}
