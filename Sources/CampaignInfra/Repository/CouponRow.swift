import CampaignApplication
import CampaignDomain

/// Reads coupons from results whose first columns are `CouponStatements.columns`, and who holds them.
enum CouponRow {
  /// The column behind the coupon's own.
  static let columnCount = 7

  /// `place`: that of the first column.
  static func read(_ result: PostgresResult, _ row: Int, at place: Int) throws(PostgresError) -> Coupon {
    let (campaign, sequence) = (try result.int64(row, place + 1), try result.int64(row, place + 3))
    let issueTime = StoredTime(microsecondsSincePostgresEpoch: try result.int64(row, place + 4))
    guard case .time(let issueTime) = issueTime else {
      throw .unexpected(
        "campaign \(campaign), coupon \(sequence): issue_time is \(issueTime), outside of the years 1 to 9999; "
          + "correct the row")
    }
    return Coupon(
      code: CouponCode(alreadyChecked: try result.text(row, place)),
      campaignID: CampaignID(rawValue: campaign),
      userID: try result.isNull(row, place + 2) ? nil : UserID(alreadyChecked: result.text(row, place + 2)),
      sequence: sequence, issueTime: issueTime, state: try state(result, row, at: place + 5))
  }

  private static func state(
    _ result: PostgresResult, _ row: Int, at place: Int
  ) throws(PostgresError) -> CouponState {
    if try !result.isNull(row, place + 1) { return .revoked(at: try result.timestamp(row, place + 1)) }
    return try result.isNull(row, place) ? .issued : .revokePending(since: result.timestamp(row, place))
  }

  static func read(_ result: PostgresResult, _ row: Int) throws(PostgresError) -> Coupon {
    try read(result, row, at: 0)
  }

  /// Reads a result of `CouponStatements.heldByUsers`.
  static func holdings(_ result: PostgresResult) throws(PostgresError) -> [UserID: CouponHoldings.UserHolding] {
    var holdings: [UserID: CouponHoldings.UserHolding] = [:]
    for row in 0..<result.rowCount {
      let coupon = try read(result, row)
      guard let user = coupon.userID else { continue }
      holdings[user] = CouponHoldings.UserHolding(
        latest: coupon, count: try result.int32(row, columnCount), highestSlot: try result.int32(row, columnCount + 1),
        freeSlots: try ranges(result, row, columnCount + 2))
    }
    return holdings
  }

  /// Reads two columns that have the ends of ranges; NULL: there are none.
  private static func ranges(
    _ result: PostgresResult, _ row: Int, _ column: Int
  ) throws(PostgresError) -> [ClosedRange<Int32>] {
    guard try !result.isNull(row, column) else { return [] }
    let (first, last) = (try result.int32Array(row, column), try result.int32Array(row, column + 1))
    guard first.count == last.count, zip(first, last).allSatisfy({ $0 <= $1 }) else {
      throw .unexpected("ranges of slots that end before they begin")
    }
    return zip(first, last).map { $0...$1 }
  }

  /// Reads a result of `CouponStatements.heldByKeys`.
  static func keyedCoupons(_ result: PostgresResult) throws(PostgresError) -> [IdempotencyKey: Coupon] {
    var coupons: [IdempotencyKey: Coupon] = [:]
    for row in 0..<result.rowCount {
      coupons[IdempotencyKey(alreadyChecked: try result.text(row, columnCount))] = try read(result, row)
    }
    return coupons
  }

  /// Reads a result of `CouponStatements.recentHolders`, which begin at a sequence.
  static func recentHolders(
    _ result: PostgresResult, from sequence: Int64
  ) throws(PostgresError) -> RecentHolders {
    let rowCount = result.rowCount
    let (users, keys) = try holders(result, userColumn: 1)
    // There are no more where fewer were found than would have been read.
    let isWhole = rowCount < IssueQuery.maximumRecentHolders
    var ends: (first: CouponIdentity, last: CouponIdentity)?
    if rowCount > 0 { ends = (try identity(result, 0), try identity(result, rowCount - 1)) }
    return RecentHolders(
      users: users, keys: keys, fromSequence: sequence, throughSequence: isWhole ? nil : ends?.last.sequence, ends: ends
    )
  }

  /// Reads a row of `CouponStatements.recentHolders`.
  private static func identity(_ result: PostgresResult, _ row: Int) throws(PostgresError) -> CouponIdentity {
    CouponIdentity(sequence: try result.int64(row, 0), code: CouponCode(alreadyChecked: try result.text(row, 3)))
  }

  /// Reads the users of a column and the keys of the one behind it, as results of `CouponStatements.holders` have them.
  static func holders(_ result: PostgresResult, userColumn: Int = 0) throws(PostgresError) -> CampaignSnapshot.Holders {
    var users: [UserID] = []
    var keys: [IdempotencyKey] = []
    users.reserveCapacity(result.rowCount)
    for row in 0..<result.rowCount {
      if try !result.isNull(row, userColumn) {
        users.append(UserID(alreadyChecked: try result.text(row, userColumn)))
      }
      if try !result.isNull(row, userColumn + 1) {
        keys.append(IdempotencyKey(alreadyChecked: try result.text(row, userColumn + 1)))
      }
    }
    return (users, keys)
  }
}
