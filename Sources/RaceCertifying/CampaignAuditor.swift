public import CampaignDomain
internal import Dispatch
internal import LoadReporting
public import LoadSending

/// Reads everything that the database holds of a campaign, to prove from it that no promise was broken.
public protocol CampaignAuditor: Sendable {
  /// Reads one snapshot of a campaign and hands its coupons to a visitor, page by page. Blocks; belongs on a thread of
  /// its own. `nil`: there is no such campaign, and the visitor was not called.
  func read(_ id: CampaignID, _ visitor: CampaignAuditVisitor) throws(LoadFailure) -> CampaignAuditFacts?
}

/// Takes the pages of an audit, on the audit's thread.
public struct CampaignAuditVisitor {
  /// Takes the campaign, before its coupons.
  public let onCampaign: (Campaign) -> Void
  /// Takes some coupons; all pages together are all coupons that have a sequence, by it.
  public let onCoupons: ([Coupon]) -> Void
  /// Takes some codes; all pages together are all codes, sorted by their bytes.
  public let onSortedCodes: ([CouponCode]) -> Void
}

/// The findings of an audit beside the coupons themselves, all of one snapshot.
public struct CampaignAuditFacts: Hashable, Sendable {
  /// The campaign as it is saved.
  public var campaign: Campaign
  /// Rows of coupons, counted apart from the pages: as many as they had, unless one has no sequence at all.
  public var coupons: Int64 = 0
  /// Rows of coupons that were revoked and whose stock was returned.
  public var returnedCoupons: Int64 = 0
  /// The number of transitions from SCHEDULED to OPEN that are recorded.
  public var openings: Int64 = 0
  /// The time of the first of them.
  public var openingTime: Timestamp?
  /// Coupons of the campaign whose code another row has, of whatever campaign.
  public var sharedCodes: Int64 = 0
  /// Users who have a coupon of the campaign.
  public var users: Int64 = 0
  /// The coupons, but those whose stock was returned, of the user who has the most; 0 where nobody has one.
  public var mostCouponsOfAUser: Int64 = 0
  /// Users who have more than the campaign's limit; 0 where there is none.
  public var usersBeyondLimit: Int64 = 0
  /// The database server's version, in its own words.
  public var serverVersion = ""
  /// The version of the library that speaks to it.
  public var libraryVersion = ""

  /// Facts of a campaign without a coupon.
  public init(_ campaign: Campaign) {
    self.campaign = campaign
  }
}

/// The findings of an audit.
struct StoredCampaignAudit: Sendable {
  var facts: CampaignAuditFacts
  var stored: StoredCampaign
  /// `nil` where there were no promises to compare with.
  var acknowledged: AcknowledgedCoupons?
}

extension CampaignAuditor {
  /// Reads a campaign, with digests of ranges of this size, and compares it with promises, where there are some. `nil`:
  /// the database has no such campaign.
  func audit(
    _ id: Int64, rangeSize: Int64? = nil, promises: PromisedCoupons? = nil
  ) async throws(LoadFailure) -> StoredCampaignAudit? {
    let result: Result<StoredCampaignAudit?, LoadFailure> = await withCheckedContinuation { audit in
      // It blocks, so that it gets a thread of its own.
      DispatchQueue(label: "campaign audit").async {
        audit.resume(
          returning: Result { () throws(LoadFailure) in
            let reader = StoredCouponReader(promises: promises, rangeSize: rangeSize)
            let visitor = CampaignAuditVisitor(
              onCampaign: reader.begin, onCoupons: { reader.visit($0) },
              onSortedCodes: { reader.visit(sortedCodes: $0) })
            guard let facts = try read(CampaignID(rawValue: id), visitor) else { return nil }
            return StoredCampaignAudit(
              facts: facts, stored: reader.campaign(facts), acknowledged: reader.acknowledged)
          })
      }
    }
    return try result.get()
  }
}
