internal import CampaignDomain
internal import LoadReporting
internal import LoadSending

/// Takes the pages of an audit. Belongs to the thread that the audit runs on.
final class StoredCouponReader: CampaignAuditVisitor {
  private let rangeSize: Int64?
  private var promises: PromisedCoupons?
  private var startTime: Timestamp?
  private var openedTime: Timestamp?
  private var digest: CouponDigest?
  private let codes = SHA256()
  private var lastCode: String?
  private var tally = StoredCouponTally()

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
    var bytes: [UInt8] = []
    for code in page {
      if let lastCode, lastCode.utf8.elementsEqual(code.text.utf8) { tally.repeatedCodes += 1 }
      lastCode = code.text
      bytes += code.text.utf8
      bytes.append(UInt8(ascii: "\n"))
    }
    codes.update(bytes)
  }

  /// The findings, after the last page.
  func finish() -> StoredCouponTally {
    tally.codesSha256 = codes.finish()
    if let digest { tally.digest = digest.finish() }
    tally.acknowledged = promises.map(AcknowledgedCoupons.init)
    return tally
  }

  private func add(_ coupon: Coupon) {
    tally.coupons += 1
    if coupon.sequence != tally.coupons, tally.sequenceFault == nil { tally.sequenceFault = tally.coupons }
    tally.firstIssueTime = min(tally.firstIssueTime ?? coupon.issueTime, coupon.issueTime)
    tally.lastIssueTime = max(tally.lastIssueTime ?? coupon.issueTime, coupon.issueTime)
    if let startTime, coupon.issueTime < startTime { tally.issuedBeforeStart += 1 }
    if let openedTime, coupon.issueTime < openedTime { tally.issuedBeforeOpening += 1 }
    if CodeCheck.fault(of: coupon.code.text) != nil {
      tally.malformedCodes += 1
      tally.malformedExample = tally.malformedExample ?? coupon.sequence
    }
    let user = coupon.userID?.text ?? ""
    digest?.add(
      sequence: coupon.sequence, code: coupon.code.text, user: user,
      issueMicroseconds: coupon.issueTime.microsecondsSinceEpoch)
    promises?.meet(CompactCode(coupon.code.text), sequence: coupon.sequence, user: user)
  }
}

/// The findings about a campaign's coupons while the database hands them over; none of the coupons is kept.
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
  /// `nil` where there were no promises to compare with.
  var acknowledged: AcknowledgedCoupons?
}
