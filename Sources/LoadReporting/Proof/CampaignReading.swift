internal import LoadSending
internal import RPCCodec

/// What a campaign says about itself, read page by page and compared on the way with what its answers promised; the
/// coupons themselves are not kept.
struct CampaignReading: Sendable {
  private let acknowledgements: Acknowledgements
  private let naming: UserNaming
  private let campaignID: Int64

  /// The campaign as the last page shows it. All pages together list what this snapshot counts as issued.
  private(set) var campaign: CampaignMessage?

  private(set) var listed = 0
  private(set) var codes: Set<CompactCode> = []
  private(set) var sequences: [Int64] = []

  /// Coupons of users that only this run has.
  private(set) var listedOwn = 0

  /// The coupon that was issued first, by its time.
  private(set) var earliest: CouponMessage?

  private(set) var duplicateCodes: Finding<CompactCode>?

  /// Codes that the server can't have drawn: a wrong check character, say.
  private(set) var impossibleCodes: Finding<String>?
  private(set) var foreignCoupons: Finding<String>?
  private(set) var untimedCoupons: Finding<String>?

  /// Coupons that are listed otherwise than they were acknowledged: another user or another sequence.
  private(set) var alteredCoupons: Finding<CompactCode>?

  private var isListed: [Bool]
  private var couponsOfUsers: [String: Int32] = [:]

  init(campaignID: Int64, acknowledgements: Acknowledgements, naming: UserNaming) {
    self.campaignID = campaignID
    self.acknowledgements = acknowledgements
    self.naming = naming
    self.isListed = Array(repeating: false, count: acknowledgements.coupons.count)
  }

  mutating func add(_ page: GetCampaignResponse) {
    campaign = page.campaign
    for coupon in page.coupons { add(coupon) }
  }

  /// Acknowledged coupons that no page listed.
  var missing: Finding<CompactCode>? {
    var missing: Finding<CompactCode>?
    for (coupon, isListed) in zip(acknowledgements.coupons, isListed) where !isListed {
      Finding.note(coupon.code, in: &missing)
    }
    return missing
  }

  /// Users who have more coupons than the limit, with one of them.
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
    if let limit = campaign?.perUserLimit, limit > 0 { couponsOfUsers[coupon.userID, default: 0] += 1 }
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
    guard let code = CompactCode(coupon.code) else { return }
    if !codes.insert(code).inserted { Finding.note(code, in: &duplicateCodes) }
    guard let index = acknowledgements.indices[code] else { return }
    isListed[index] = true
    let promised = acknowledgements.coupons[index]
    if promised.sequence != coupon.sequence || naming.name(ofRequest: promised.request) != coupon.userID {
      Finding.note(code, in: &alteredCoupons)
    }
  }
}
