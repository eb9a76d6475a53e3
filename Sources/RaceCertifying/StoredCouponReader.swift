internal import CampaignDomain
internal import LoadReporting
internal import LoadSending

/// Takes the pages of an audit, and keeps what it finds about the coupons but none of them. Belongs to the thread that
/// the audit runs on.
final class StoredCouponReader {
  private let rangeSize: Int64?
  private var promises: PromisedCoupons?
  private var startTime: Timestamp?
  private var openedTime: Timestamp?
  private var digest = CouponDigest(lastSequence: 0)
  private let codes = SHA256()
  private var lastCode: String?

  private var coupons: Int64 = 0
  /// The first number from 1 on that is not where it should be.
  private var sequenceFault: Int64?
  private var firstIssueTime: Timestamp?
  private var lastIssueTime: Timestamp?
  private var issuedBeforeStart: Int64 = 0
  private var issuedBeforeOpening: Int64 = 0
  private var malformedCodes: Int64 = 0
  /// The sequence of one of those.
  private var malformedExample: Int64?
  /// Codes that equal the one before them in order.
  private var repeatedCodes: Int64 = 0

  /// Compares with promises, where there are some, and keeps digests of ranges of this size, where one is given.
  init(promises: PromisedCoupons? = nil, rangeSize: Int64? = nil) {
    self.promises = promises
    self.rangeSize = rangeSize
  }

  func begin(_ campaign: Campaign) {
    startTime = campaign.startTime
    openedTime = campaign.openedTime
    digest = CouponDigest(lastSequence: campaign.lastSequence, rangeSize: rangeSize)
  }

  func visit(_ page: [Coupon]) {
    for coupon in page { add(coupon) }
  }

  func visit(sortedCodes page: [CouponCode]) {
    for code in page {
      if let lastCode, lastCode.utf8.elementsEqual(code.text.utf8) { repeatedCodes += 1 }
      lastCode = code.text
      codes.update(code.text + "\n")
    }
  }

  private func add(_ coupon: Coupon) {
    coupons += 1
    if coupon.sequence != coupons, sequenceFault == nil { sequenceFault = coupons }
    firstIssueTime = min(firstIssueTime ?? coupon.issueTime, coupon.issueTime)
    lastIssueTime = max(lastIssueTime ?? coupon.issueTime, coupon.issueTime)
    if let startTime, coupon.issueTime < startTime { issuedBeforeStart += 1 }
    if let openedTime, coupon.issueTime < openedTime { issuedBeforeOpening += 1 }
    if CodeCheck.fault(of: coupon.code.text) != nil {
      malformedCodes += 1
      malformedExample = malformedExample ?? coupon.sequence
    }
    let user = coupon.userID?.text ?? ""
    digest.add(
      sequence: coupon.sequence, code: coupon.code.text, user: user,
      issueMicroseconds: coupon.issueTime.microsecondsSinceEpoch)
    promises?.meet(CompactCode(coupon.code.text), sequence: coupon.sequence, user: user)
  }

  /// The campaign after its last page.
  func campaign(_ facts: CampaignAuditFacts) -> StoredCampaign {
    let campaign = facts.campaign
    let digests = digest.finish()
    return StoredCampaign(
      id: campaign.id.rawValue, name: campaign.name, totalCoupons: campaign.totalCoupons,
      remainingCoupons: campaign.remainingCoupons, perUserLimit: campaign.perUserLimit,
      lastSequence: campaign.lastSequence, state: campaign.state.rawValue, createTime: campaign.createTime.rfc3339,
      // A start that somebody set to infinity after the race; no race has one.
      startTime: campaign.startTime?.rfc3339 ?? "infinity", openedTime: campaign.openedTime?.rfc3339,
      openings: facts.openings, openingTime: facts.openingTime?.rfc3339,
      openingLatenessMicroseconds: microsecondsFromStart(to: facts.openingTime), coupons: facts.coupons,
      returnedCoupons: facts.returnedCoupons == 0 ? nil : facts.returnedCoupons,
      // A row that no page had, such as one without a sequence, has no place among the others.
      sequenceFault: sequenceFault ?? (coupons == facts.coupons ? nil : min(coupons, facts.coupons) + 1),
      firstIssueTime: firstIssueTime?.rfc3339, lastIssueTime: lastIssueTime?.rfc3339,
      issuedBeforeStart: issuedBeforeStart, issuedBeforeOpening: issuedBeforeOpening,
      firstIssueAfterStartMicroseconds: microsecondsFromStart(to: firstIssueTime), malformedCodes: malformedCodes,
      malformedExample: malformedExample,
      // A code that is twice in this campaign alone shows as two neighbours of the sorted ones, too.
      sharedCodes: max(facts.sharedCodes, repeatedCodes), users: facts.users,
      mostCouponsOfAUser: facts.mostCouponsOfAUser, usersBeyondLimit: facts.usersBeyondLimit,
      codesSha256: codes.finish(), couponsSha256: digests.whole, rangeSize: digests.rangeSize,
      rangeSha256: digests.ranges)
  }

  /// The promises beside the coupons; `nil` where there were no promises to compare with.
  var acknowledged: AcknowledgedCoupons? {
    promises.map { promised in
      let missing = promised.missing
      return AcknowledgedCoupons(
        coupons: Int64(promised.count), missing: Int64(missing?.count ?? 0),
        altered: Int64(promised.altered?.count ?? 0), unacknowledged: promised.unacknowledged,
        missingExample: missing?.first.sequence, alteredExample: promised.altered?.first.sequence)
    }
  }

  private func microsecondsFromStart(to time: Timestamp?) -> Int64? {
    guard let startTime, let time else { return nil }
    return exactInteger(Int128(time.microsecondsSinceEpoch) - Int128(startTime.microsecondsSinceEpoch))
  }
}

/// The nearest integer that every reader of JSON keeps exactly.
func exactInteger(_ number: Int128) -> Int64 { Int64(min(max(number, -(1 << 53)), 1 << 53)) }
