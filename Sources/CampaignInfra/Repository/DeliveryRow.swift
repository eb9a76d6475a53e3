import CampaignDomain

/// Reads deliveries with their coupons from results of `DeliveryStatements`, and standstills.
enum DeliveryRow {
  private static let couponPlace = 11

  static func read(_ result: PostgresResult, _ row: Int) throws(PostgresError) -> Delivery {
    let (high, low) = try result.uuid(row, 0)
    guard try !result.isNull(row, couponPlace) else {
      let (campaign, sequence) = (try result.int64(row, 9), try result.int64(row, 10))
      throw .unexpected("campaign \(campaign), coupon \(sequence): it has a delivery and no row; restore the row")
    }
    return Delivery(
      requestID: RequestID(high: high, low: low), coupon: try CouponRow.read(result, row, at: couponPlace),
      attempts: try result.int32(row, 1), mayHaveArrived: try result.bool(row, 2),
      location: try result.isNull(row, 3) ? nil : result.text(row, 3), pollCount: try result.int32(row, 4),
      nextAttemptTime: try result.timestamp(row, 5),
      leaseEndTime: try result.isNull(row, 6) ? nil : result.timestamp(row, 6), token: try result.int64(row, 7),
      error: try result.isNull(row, 8) ? nil : result.text(row, 8))
  }

  static func standstill(_ result: PostgresResult) throws(PostgresError) -> DeliveryStandstill? {
    guard result.rowCount == 1 else { return nil }
    return DeliveryStandstill(
      campaignID: CampaignID(rawValue: try result.int64(0, 0)), failures: try result.int32(0, 1),
      nextAttemptTime: try result.timestamp(0, 2), sinceTime: try result.timestamp(0, 3),
      error: try result.text(0, 4))
  }
}
