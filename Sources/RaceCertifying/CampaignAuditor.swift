public import CampaignDomain

/// Reads everything that the database holds of a campaign, to prove from it that no promise was broken.
public protocol CampaignAuditor: Sendable {
  /// Reads one snapshot of a campaign and hands its coupons to a visitor, page by page. Blocks; belongs on a thread of
  /// its own. `nil`: there is no such campaign, and the visitor was not called.
  func audit(
    _ id: CampaignID, visitor: some CampaignAuditVisitor
  ) throws(CertificateFault) -> CampaignAuditFacts?
}

/// Takes the pages of an audit; is called on the audit's thread.
public protocol CampaignAuditVisitor: AnyObject {
  /// The campaign, before its coupons.
  func begin(_ campaign: Campaign)
  /// Some coupons; all pages together are all coupons that have a sequence, by it.
  func visit(_ page: [Coupon])
  /// Some codes; all pages together are all codes, sorted by their bytes.
  func visit(sortedCodes page: [CouponCode])
}

/// The findings of an audit beside the coupons themselves, all of one snapshot.
public struct CampaignAuditFacts: Hashable, Sendable {
  /// The campaign as it is saved.
  public var campaign: Campaign
  /// Rows of coupons, counted apart from the pages: as many as they had, unless one has no sequence at all.
  public var coupons: Int64
  /// The number of transitions from SCHEDULED to OPEN that are recorded.
  public var openings: Int64
  /// The time of the first of them.
  public var openingTime: Timestamp?
  /// Coupons of the campaign whose code another row has, of whatever campaign.
  public var sharedCodes: Int64
  /// Users who have a coupon of the campaign.
  public var users: Int64
  /// The coupons of the user who has the most; 0 where nobody has one.
  public var mostCouponsOfAUser: Int64
  /// Users who have more than the campaign's limit; 0 where there is none.
  public var usersBeyondLimit: Int64
  /// The database server's version, in its own words.
  public var serverVersion: String
  /// The version of the library that speaks to it.
  public var libraryVersion: String

  /// The findings of an audit.
  public init(
    campaign: Campaign, coupons: Int64, openings: Int64, openingTime: Timestamp?, sharedCodes: Int64, users: Int64,
    mostCouponsOfAUser: Int64, usersBeyondLimit: Int64, serverVersion: String, libraryVersion: String
  ) {
    self.campaign = campaign
    self.coupons = coupons
    self.openings = openings
    self.openingTime = openingTime
    self.sharedCodes = sharedCodes
    self.users = users
    self.mostCouponsOfAUser = mostCouponsOfAUser
    self.usersBeyondLimit = usersBeyondLimit
    self.serverVersion = serverVersion
    self.libraryVersion = libraryVersion
  }
}
