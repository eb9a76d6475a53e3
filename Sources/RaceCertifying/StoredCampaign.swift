/// The campaign in one snapshot of the database. Read again later, it must be the same.
struct StoredCampaign: Codable, Equatable, Sendable {
  var id: Int64
  var name: String
  var totalCoupons: Int64
  var remainingCoupons: Int64
  var perUserLimit: Int32
  var lastSequence: Int64
  var state: String
  /// The time of creation as RFC 3339, as all times here, by the database's clock.
  var createTime: String
  var startTime: String
  var openedTime: String?
  /// Transitions from SCHEDULED to OPEN.
  var openings: Int64
  /// The time of the first of them.
  var openingTime: String?
  /// The time from the start to that one.
  var openingLatenessMicroseconds: Int64?

  /// Rows of coupons, as the database counts them.
  var coupons: Int64
  /// Those of them that were revoked and whose stock was returned; absent where there are none.
  var returnedCoupons: Int64?
  /// The first number from 1 on that is no coupon's sequence, where another follows or the number repeats.
  var sequenceFault: Int64?
  /// The time of the first issue by time.
  var firstIssueTime: String?
  var lastIssueTime: String?
  var issuedBeforeStart: Int64
  var issuedBeforeOpening: Int64
  /// The time from the start to the first issue; negative where it came before.
  var firstIssueAfterStartMicroseconds: Int64?
  /// Coupons whose code has a wrong shape, alphabet or check character.
  var malformedCodes: Int64
  /// An example of those, by its sequence.
  var malformedExample: Int64?
  /// Coupons whose code another row of any campaign has.
  var sharedCodes: Int64
  /// Users who have a coupon.
  var users: Int64
  /// Coupons whose stock was returned count for nobody.
  var mostCouponsOfAUser: Int64
  var usersBeyondLimit: Int64

  /// SHA-256 of the codes, sorted by their bytes, a line feed behind each.
  var codesSha256: String
  /// SHA-256 of a line a coupon, by sequence: sequence, code, user and the issue's microseconds since 1970, a tab
  /// between them and a line feed behind.
  var couponsSha256: String
  /// The number of sequences that each of `range_sha256` covers.
  var rangeSize: Int64
  /// The digest as of `coupons_sha256` for the sequences 1 to `range_size`, and so on: they tell where a coupon
  /// changed.
  var rangeSha256: [String]

  /// Coupons whose stock was returned.
  var returned: Int64 { returnedCoupons ?? 0 }
  /// Coupons that are out: what the campaign counts as issued. A document may hold any numbers.
  var outstanding: Int64 { coupons.subtractingReportingOverflow(returned).partialValue }
}
