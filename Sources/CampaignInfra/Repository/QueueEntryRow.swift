import CampaignDomain

/// Reads entries of queues from results whose columns from a place on are `columns`, and behind them those of a coupon.
enum QueueEntryRow {
  /// An entry, and the coupon that was read with it.
  typealias Row = (entry: QueueEntry, coupon: Coupon?)

  private static let own = [
    "request_id", "campaign_id", "user_id", "ticket", "state", "failure_reason", "next_attempt_time", "join_time",
    "update_time",
  ]

  /// The tries of the step: those of a delivery that is under way stand in its row.
  private static let attempts = """
    CASE entry.state WHEN 'DELIVERING' THEN
      coalesce((SELECT attempts FROM deliveries WHERE deliveries.request_id = entry.request_id), entry.attempts)
    ELSE entry.attempts END
    """

  /// True where the entry's coupon was, or is to be, handed to a service.
  private static let isDelivered = """
    (entry.coupon_sequence IS NOT NULL
      AND (SELECT delivery_url FROM campaigns WHERE id = entry.campaign_id) IS NOT NULL)
    """

  /// The status of what gives the coupon of an entry back: the last where there are several. An order with a limit
  /// would be looked for along the ids of all.
  private static let compensationStatus = """
    CASE WHEN entry.state = 'FAILED' AND entry.coupon_sequence IS NOT NULL THEN (
      SELECT (array_agg(status ORDER BY id DESC))[1] FROM compensation_failures
      WHERE reference_id = entry.campaign_id || '/' || entry.coupon_sequence
    ) END
    """

  /// The number of all columns.
  static let columnCount = own.count + 3 + CouponRow.columnCount

  /// The columns of the alias `entry`, and those of the alias `coupon` that `joinedCoupon` makes, for a SELECT.
  static let list =
    own.map { "entry.\($0)" }.joined(separator: ", ")
    + ", \(attempts), \(isDelivered), \(compensationStatus), coupon.code, coupon.campaign_id, coupon.user_id, coupon.sequence, coupon.issue_time"
    + ", coupon.revoke_time, coupon.revoked_time"

  /// Joins `queue_entries AS entry` with the coupon of an entry that is completed, and, where the campaign gives one to
  /// each user, the own coupon of an entry that is not: whether it counts is the domain's to say.
  static let joinedCoupon = """
    LEFT JOIN LATERAL (
      (SELECT \(CouponStatements.columns) FROM coupons
      WHERE coupons.campaign_id = entry.campaign_id AND sequence = entry.coupon_sequence)
      UNION ALL
      (SELECT \(CouponStatements.columns) FROM coupons
      WHERE entry.coupon_sequence IS NULL AND coupons.campaign_id = entry.campaign_id
        AND coupons.user_id = entry.user_id AND slot IS NOT NULL
        AND (SELECT per_user_limit FROM campaigns WHERE id = entry.campaign_id) = 1)
      LIMIT 1
    ) AS coupon ON true
    """

  /// `place`: that of the first column. The coupon is that of a completed entry, or the user's own.
  static func read(_ result: PostgresResult, _ row: Int, at place: Int = 0) throws(PostgresError) -> Row {
    let (high, low) = try result.uuid(row, place)
    let campaign = try result.int64(row, place + 1)
    let requestID = RequestID(high: high, low: low)
    let behind = place + own.count
    let couponPlace = behind + 3
    let coupon = try result.isNull(row, couponPlace) ? nil : CouponRow.read(result, row, at: couponPlace)
    let entry = QueueEntry(
      requestID: requestID, campaignID: CampaignID(rawValue: campaign),
      userID: UserID(alreadyChecked: try result.text(row, place + 2)),
      ticket: try result.isNull(row, place + 3) ? nil : result.int64(row, place + 3),
      state: try state(result, row, at: place, coupon: coupon, of: "campaign \(campaign), request \(requestID)"),
      attempts: try result.int32(row, behind), step: try result.bool(row, behind + 1) ? .delivery : .issue,
      compensationStatus: try result.isNull(row, behind + 2)
        ? nil : Compensation.Status(rawValue: result.text(row, behind + 2)),
      joinTime: try result.timestamp(row, place + 7), updateTime: try result.timestamp(row, place + 8))
    return (entry, coupon)
  }

  private static func state(
    _ result: PostgresResult, _ row: Int, at place: Int, coupon: Coupon?, of name: String
  ) throws(PostgresError) -> QueueEntry.State {
    let text = try result.text(row, place + 4)
    switch text {
    case "WAITING": return .waiting
    case "SET_ASIDE": return .setAside(nextAttemptTime: try result.timestamp(row, place + 6))
    case "DELIVERING", "COMPLETED":
      guard let coupon else { throw .unexpected("\(name): its coupon is gone; correct the row") }
      return text == "COMPLETED" ? .completed(coupon) : .delivering(coupon)
    case "FAILED":
      guard let failure = QueueFailure(rawValue: try result.text(row, place + 5)) else {
        throw .unexpected("\(name): failure_reason is none that an entry can have; correct the row")
      }
      return .failed(failure)
    default: throw .unexpected("\(name): state is none that an entry can have; correct the row")
    }
  }
}
