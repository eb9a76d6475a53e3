/// The statements of an audit. They look at rows and trust no constraint: what the schema forbids may have been done
/// after a constraint was dropped.
enum AuditStatements {
  /// All pages are read, so that the plan that ends first is the one wanted.
  static let settings = "SET cursor_tuple_fraction = 1.0; SET jit = off"

  static let serverVersion = PostgresStatement("audit_server_version", "SHOW server_version")

  /// A page of coupons with all that share the last one's sequence: the next page begins behind it and would skip them.
  static let coupons = PostgresStatement(
    "audit_coupons",
    """
    SELECT \(CouponStatements.columns) FROM coupons WHERE campaign_id = $1 AND sequence > $2
    ORDER BY sequence FETCH FIRST ($3) ROWS WITH TIES
    """,
    parameters: [.int8, .int8, .int8])

  static let couponCount = PostgresStatement(
    "audit_coupon_count", "SELECT count(*), count(stock_returned_time) FROM coupons WHERE campaign_id = $1",
    parameters: [.int8])

  static let openings = PostgresStatement(
    "audit_openings",
    """
    SELECT count(*), min(transition_time) FROM campaign_transitions
    WHERE campaign_id = $1 AND from_state = 'SCHEDULED' AND to_state = 'OPEN'
    """,
    parameters: [.int8])

  /// Users, the most coupons that one has, and how many have more than `$2`; a limit of 0 is none. Coupons whose stock
  /// was returned count for nobody.
  static let users = PostgresStatement(
    "audit_users",
    """
    SELECT count(*), coalesce(max(held), 0), count(*) FILTER (WHERE $2 > 0 AND held > $2)
    FROM (
      SELECT count(*) FILTER (WHERE stock_returned_time IS NULL) AS held
      FROM coupons WHERE campaign_id = $1 AND user_id IS NOT NULL GROUP BY user_id
    ) AS holdings
    """,
    parameters: [.int8, .int8])

  static let sharedCodes = PostgresStatement(
    "audit_shared_codes",
    """
    SELECT count(*) FROM coupons AS ours
    WHERE campaign_id = $1
      AND EXISTS (SELECT FROM coupons AS other WHERE other.code = ours.code AND other.ctid <> ours.ctid)
    """,
    parameters: [.int8])

  /// One sort, however many pages are fetched: a page that begins behind the last code would sort all codes again for
  /// each.
  static let declareCodes = PostgresStatement(
    "audit_declare_codes",
    """
    DECLARE audit_codes NO SCROLL CURSOR FOR
    SELECT code FROM coupons WHERE campaign_id = $1 ORDER BY code COLLATE "C"
    """,
    parameters: [.int8])

  static let all = [
    CampaignStatements.beginRead, CampaignStatements.find, CampaignStatements.commit, coupons, couponCount,
    serverVersion, openings, users, sharedCodes, declareCodes,
  ]

  /// Can be prepared once its cursor is there.
  static func fetchCodes(_ count: Int) -> PostgresStatement {
    PostgresStatement("audit_fetch_codes", "FETCH FORWARD \(count) FROM audit_codes")
  }
}
