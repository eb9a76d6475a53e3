internal import CampaignDomain
internal import Dispatch
internal import LoadReporting
internal import LoadSending

/// Reads a campaign out of the database.
struct StoredCampaignAudit: Sendable {
  var stored: StoredCampaign
  /// `nil` where there were no promises to compare with.
  var acknowledged: AcknowledgedCoupons?
  var facts: CampaignAuditFacts

  /// `nil`: the database has no such campaign.
  static func run(
    campaign id: Int64, rangeSize: Int64?, promises: PromisedCoupons?, by auditor: any CampaignAuditor
  ) async throws(CertificateFault) -> StoredCampaignAudit? {
    let result: Result<StoredCampaignAudit?, CertificateFault> = await withCheckedContinuation { continuation in
      // It blocks, so that it gets a thread of its own.
      DispatchQueue(label: "campaign audit").async {
        continuation.resume(
          returning: Result { () throws(CertificateFault) in
            let reader = StoredCouponReader(promises: promises, rangeSize: rangeSize)
            guard let facts = try auditor.audit(CampaignID(rawValue: id), visitor: reader) else { return nil }
            let tally = reader.finish()
            return StoredCampaignAudit(
              stored: StoredCampaign(facts, tally: tally), acknowledged: tally.acknowledged, facts: facts)
          })
      }
    }
    return try result.get()
  }
}
