/// Every statement on coupons.
enum CouponStatements {
  /// The columns of `CouponRow`, in its order.
  static let columns = "code, campaign_id, user_id, sequence, issue_time"

  /// The last coupon of each user who was asked for, with its slot, which is the number of coupons they have. One look
  /// into the index for each user, however many coupons they or the campaign have.
  static let heldByUsers = PostgresStatement(
    "coupons_held_by_users",
    """
    SELECT held.* FROM unnest($2) AS asked (user_id) CROSS JOIN LATERAL (
      SELECT \(columns), slot FROM coupons
      WHERE campaign_id = $1 AND user_id = asked.user_id COLLATE "C" AND slot IS NOT NULL
      ORDER BY slot DESC LIMIT 1
    ) AS held
    """,
    parameters: [.int8, .textArray])

  static let heldByKeys = PostgresStatement(
    "coupons_held_by_keys",
    """
    SELECT held.* FROM unnest($2) AS asked (idempotency_key) CROSS JOIN LATERAL (
      SELECT \(columns), idempotency_key FROM coupons
      WHERE campaign_id = $1 AND idempotency_key = asked.idempotency_key COLLATE "C" LIMIT 1
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

  /// The holders of a campaign that issued at most so many coupons; of another, none are read. One more than that tells that
  /// its row counts fewer than there are.
  static let holders = PostgresStatement(
    "coupons_holders",
    """
    SELECT user_id, idempotency_key FROM coupons
    WHERE campaign_id = $1 AND (SELECT last_sequence FROM campaigns WHERE id = $1) <= $2
    LIMIT $2 + 1
    """,
    parameters: [.int8, .int8])

  /// Who was issued a coupon from a sequence on, in order.
  static let recentHolders = PostgresStatement(
    "coupons_recent_holders",
    """
    SELECT sequence, user_id, idempotency_key, code FROM coupons
    WHERE campaign_id = $1 AND sequence >= $2 ORDER BY sequence LIMIT $3
    """,
    parameters: [.int8, .int8, .int8])

  static let all = [heldByUsers, heldByKeys, insert, insertSeveral, page, holders, recentHolders]
}
