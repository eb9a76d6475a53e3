internal import CampaignDomain

/// What is found out of a campaign's coupons while the database hands them over; none of them is kept.
struct StoredCouponTally: Sendable {
  var coupons: Int64 = 0
  /// The first number from 1 on that is not where it should be.
  var sequenceFault: Int64?
  var firstIssueTime: Timestamp?
  var lastIssueTime: Timestamp?
  var issuedBeforeStart: Int64 = 0
  var issuedBeforeOpening: Int64 = 0
  var malformedCodes: Int64 = 0
  /// The sequence of one of those.
  var malformedExample: Int64?
  /// Codes that equal the one before them in order.
  var repeatedCodes: Int64 = 0
  var codesSha256 = ""
  var digest = CouponDigest.Result(whole: "", rangeSize: 1, ranges: [])
  /// Absent where there were no promises to compare with.
  var acknowledged: AcknowledgedCoupons?
}
