/// The statements that find a coupon to be taken back, with what says where it went. No rule stands here.
enum RevocationStatements {
  /// A coupon of this campaign, by its code.
  static let coupon = PostgresStatement(
    "revocation_coupon",
    "SELECT \(CouponStatements.columns) FROM coupons WHERE code = $2 AND campaign_id = $1",
    parameters: [.int8, .text])

  /// The entry that got the coupon. One that was reset has none: a reset is of an entry that failed.
  static let entry = PostgresStatement(
    "revocation_entry",
    """
    SELECT \(QueueEntryRow.list) FROM queue_entries AS entry \(QueueEntryRow.joinedCoupon)
    WHERE entry.campaign_id = $1 AND entry.reset_time IS NULL
      AND entry.user_id = (SELECT user_id FROM coupons WHERE code = $2 AND campaign_id = $1)
      AND entry.coupon_sequence = (SELECT sequence FROM coupons WHERE code = $2 AND campaign_id = $1)
    FOR UPDATE OF entry
    """,
    parameters: [.int8, .text])

  static let all = [coupon, entry]
}
