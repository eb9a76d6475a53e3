import CampaignDomain

/// Reads campaigns from results whose first columns are `CampaignStatements.columns`.
enum CampaignRow {
  /// The column behind the campaign's own.
  static let columnCount = 12

  static func read(_ result: PostgresResult, _ row: Int) throws(PostgresError) -> Campaign {
    let stateName = try result.text(row, 8)
    guard let state = CampaignState(rawValue: stateName) else {
      throw .unexpected("a campaign's state is \(stateName)")
    }
    return Campaign(
      id: CampaignID(rawValue: try result.int64(row, 0)),
      name: try result.text(row, 1),
      totalCoupons: try result.int64(row, 2),
      remainingCoupons: try result.int64(row, 3),
      lastSequence: try result.int64(row, 4),
      startTime: try result.timestamp(row, 5),
      endTime: try result.isNull(row, 6) ? nil : result.timestamp(row, 6),
      perUserLimit: try result.int32(row, 7),
      state: state,
      openedTime: try result.isNull(row, 9) ? nil : result.timestamp(row, 9),
      createTime: try result.timestamp(row, 10),
      stamp: try result.stamp(row, 11))
  }
}

/// Reads coupons from results whose first columns are `CouponStatements.columns`.
enum CouponRow {
  /// The column behind the coupon's own.
  static let columnCount = 5

  static func read(_ result: PostgresResult, _ row: Int) throws(PostgresError) -> Coupon {
    Coupon(
      code: CouponCode(alreadyChecked: try result.text(row, 0)),
      campaignID: CampaignID(rawValue: try result.int64(row, 1)),
      userID: try result.isNull(row, 2) ? nil : UserID(alreadyChecked: result.text(row, 2)),
      sequence: try result.int64(row, 3),
      issueTime: try result.timestamp(row, 4))
  }
}

extension PostgresResult {
  fileprivate func stamp(_ row: Int, _ column: Int) throws(PostgresError) -> RowStamp {
    let (history, save) = try uuid(row, column)
    return RowStamp(history: history, save: save)
  }

  func timestamp(_ row: Int, _ column: Int) throws(PostgresError) -> Timestamp {
    Timestamp(microsecondsSincePostgresEpoch: try int64(row, column))
  }
}
