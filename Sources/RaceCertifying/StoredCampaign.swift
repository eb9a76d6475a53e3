internal import CampaignDomain
internal import LoadSending

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
}

extension StoredCampaign {
  init(_ facts: CampaignAuditFacts, tally: StoredCouponTally) {
    let campaign = facts.campaign
    self.init(
      id: campaign.id.rawValue, name: campaign.name, totalCoupons: campaign.totalCoupons,
      remainingCoupons: campaign.remainingCoupons, perUserLimit: campaign.perUserLimit,
      lastSequence: campaign.lastSequence, state: campaign.state.rawValue, createTime: campaign.createTime.rfc3339,
      startTime: campaign.startTime?.rfc3339 ?? Self.never, openedTime: campaign.openedTime?.rfc3339,
      openings: facts.openings,
      openingTime: facts.openingTime?.rfc3339,
      openingLatenessMicroseconds: Self.microseconds(from: campaign.startTime, to: facts.openingTime),
      coupons: facts.coupons, sequenceFault: Self.sequenceFault(tally, of: facts.coupons),
      firstIssueTime: tally.firstIssueTime?.rfc3339,
      lastIssueTime: tally.lastIssueTime?.rfc3339, issuedBeforeStart: tally.issuedBeforeStart,
      issuedBeforeOpening: tally.issuedBeforeOpening,
      firstIssueAfterStartMicroseconds: Self.microseconds(from: campaign.startTime, to: tally.firstIssueTime),
      malformedCodes: tally.malformedCodes, malformedExample: tally.malformedExample,
      // A code that is twice in this campaign alone shows as two neighbours of the sorted ones, too.
      sharedCodes: max(facts.sharedCodes, tally.repeatedCodes), users: facts.users,
      mostCouponsOfAUser: facts.mostCouponsOfAUser, usersBeyondLimit: facts.usersBeyondLimit,
      codesSha256: tally.codesSha256, couponsSha256: tally.digest.whole, rangeSize: tally.digest.rangeSize,
      rangeSha256: tally.digest.ranges)
  }

  /// A row that no page had, such as one without a sequence, has no place among the others.
  private static func sequenceFault(_ tally: StoredCouponTally, of coupons: Int64) -> Int64? {
    tally.sequenceFault ?? (tally.coupons == coupons ? nil : min(tally.coupons, coupons) + 1)
  }

  /// A start that somebody set to infinity after the race; no race has one.
  private static let never = "infinity"

  private static func microseconds(from start: Timestamp?, to end: Timestamp?) -> Int64? {
    guard let start, let end else { return nil }
    // The span is bounded to what JSON's readers keep exactly.
    let (span, overflow) = end.microsecondsSinceEpoch.subtractingReportingOverflow(start.microsecondsSinceEpoch)
    let bounds = exactIntegers
    guard !overflow else { return end < start ? bounds.lowerBound : bounds.upperBound }
    return min(max(span, bounds.lowerBound), bounds.upperBound)
  }
}

/// Integers that every reader of JSON keeps exactly.
let exactIntegers: ClosedRange<Int64> = -(1 << 53)...(1 << 53)
