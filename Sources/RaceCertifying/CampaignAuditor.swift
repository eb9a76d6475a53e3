public import CampaignDomain
public import CampaignInfra
internal import Dispatch
internal import LoadReporting
internal import LoadSending

/// Reads everything that the database holds of a campaign, to prove from it that no promise was broken.
public protocol CampaignAuditor: Sendable {
  /// Reads one snapshot of a campaign and hands its coupons to a visitor, page by page. Blocks; belongs on a thread of
  /// its own. `nil`: there is no such campaign, and the visitor was not called.
  func read(
    _ id: CampaignID, _ visitor: PostgresCampaignAuditor.Visitor
  ) throws(PostgresCampaignAuditor.Failure) -> PostgresCampaignAuditor.Facts?
}

extension PostgresCampaignAuditor: CampaignAuditor {}

/// The findings of an audit.
struct StoredCampaignAudit: Sendable {
  var facts: PostgresCampaignAuditor.Facts
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
    let result: Result<StoredCampaignAudit?, PostgresCampaignAuditor.Failure> = await withCheckedContinuation { audit in
      // It blocks, so that it gets a thread of its own.
      DispatchQueue(label: "campaign audit").async {
        audit.resume(
          returning: Result { () throws(PostgresCampaignAuditor.Failure) in
            let reader = StoredCouponReader(promises: promises, rangeSize: rangeSize)
            let visitor = PostgresCampaignAuditor.Visitor(
              campaign: reader.begin, coupons: { reader.visit($0) }, sortedCodes: { reader.visit(sortedCodes: $0) })
            guard let facts = try read(CampaignID(rawValue: id), visitor) else { return nil }
            return StoredCampaignAudit(
              facts: facts, stored: reader.campaign(facts), acknowledged: reader.acknowledged)
          })
      }
    }
    do { return try result.get() } catch { throw LoadFailure(error.description) }
  }
}
