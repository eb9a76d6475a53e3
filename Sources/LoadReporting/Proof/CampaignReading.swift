internal import LoadSending
internal import RPCCodec

/// The content of a campaign, read page by page and compared on the way with the promises of its answers; the coupons
/// themselves are not kept.
struct CampaignReading: Sendable {
  private let naming: UserNaming
  private let campaignID: Int64

  /// The campaign as the last page shows it. All pages together list what this snapshot counts as issued.
  private(set) var campaign: CampaignMessage?

  private(set) var listed = 0
  private(set) var codes: Set<CompactCode> = []
  private(set) var sequences: [Int64] = []

  /// The listed coupons that are REVOKED: nobody can tell from a listing whose stock was returned.
  private(set) var revoked = 0

  /// Coupons of users that only this run has.
  private(set) var listedOwn = 0
  /// Those of them that are revoked, or being taken back.
  private(set) var takenBackOwn = 0

  /// The coupon that was issued first, by its time.
  private(set) var earliest: CouponMessage?

  private(set) var duplicateCodes: Finding<CompactCode>?

  /// Codes that the server can't have drawn: a wrong check character, say.
  private(set) var impossibleCodes: Finding<String>?
  private(set) var foreignCoupons: Finding<String>?
  private(set) var untimedCoupons: Finding<String>?

  /// The coupons that were acknowledged, beside those that are listed.
  private(set) var promised: PromisedCoupons

  private var couponsOfUsers: [String: Int32] = [:]

  init(campaignID: Int64, acknowledgements: Acknowledgements, naming: UserNaming) {
    self.campaignID = campaignID
    self.naming = naming
    promised = PromisedCoupons(acknowledgements, naming: naming)
  }

  mutating func add(_ page: GetCampaignResponse) {
    campaign = page.campaign
    for coupon in page.coupons { add(coupon) }
  }

  /// The listed coupons that are good.
  private(set) var issued = 0

  /// The listed coupons that are not REVOKED: all of them are out.
  var live: Int { listed - revoked }

  /// Users who have more coupons than the limit, with one of them. Those that are REVOKED are left out: some count, and
  /// nobody can tell which.
  func usersBeyond(limit: Int32) -> Finding<String>? {
    var beyond: Finding<String>?
    for (user, count) in couponsOfUsers where count > limit { Finding.note("\(user) has \(count)", in: &beyond) }
    return beyond
  }

  private mutating func add(_ coupon: CouponMessage) {
    listed += 1
    sequences.append(coupon.sequence)
    if coupon.campaignID != campaignID {
      Finding.note("\(coupon.code) of campaign \(coupon.campaignID)", in: &foreignCoupons)
    }
    if naming.isOwn(coupon.userID) { listedOwn += 1 }
    // A server of the version before says no state.
    if coupon.state == .issued || coupon.state == .unspecified {
      issued += 1
    } else if naming.isOwn(coupon.userID) {
      takenBackOwn += 1
    }
    if coupon.state == .revoked {
      revoked += 1
    } else if let limit = campaign?.perUserLimit, limit > 0 {
      couponsOfUsers[coupon.userID, default: 0] += 1
    }
    addTime(of: coupon)
    addCode(of: coupon)
  }

  private mutating func addTime(of coupon: CouponMessage) {
    guard let time = coupon.issueTime else { return Finding.note(coupon.code, in: &untimedCoupons) }
    if let first = earliest?.issueTime, !time.isBefore(first) { return }
    earliest = coupon
  }

  private mutating func addCode(of coupon: CouponMessage) {
    if let fault = CodeCheck.fault(of: coupon.code) { Finding.note(fault, in: &impossibleCodes) }
    let code = CompactCode(coupon.code)
    if let code, !codes.insert(code).inserted { Finding.note(code, in: &duplicateCodes) }
    promised.meet(code, sequence: coupon.sequence, user: coupon.userID)
  }
}
