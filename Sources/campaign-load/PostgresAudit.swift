import CampaignDomain
import CampaignInfra
import LoadSending
import RaceCertifying

/// The audit of a certificate, by PostgreSQL.
struct PostgresAudit: CampaignAuditor {
  let auditor: PostgresCampaignAuditor

  func read(_ id: CampaignID, _ visitor: CampaignAuditVisitor) throws(LoadFailure) -> CampaignAuditFacts? {
    do throws(PostgresError) {
      let read = try auditor.read(
        id, onCampaign: visitor.onCampaign, onCoupons: visitor.onCoupons, onSortedCodes: visitor.onSortedCodes)
      guard let read else { return nil }
      var facts = CampaignAuditFacts(read.campaign)
      facts.coupons = read.coupons
      facts.returnedCoupons = read.returnedCoupons
      facts.openings = read.openings
      facts.openingTime = read.openingTime
      facts.sharedCodes = read.sharedCodes
      facts.users = read.users
      facts.mostCouponsOfAUser = read.mostCouponsOfAUser
      facts.usersBeyondLimit = read.usersBeyondLimit
      facts.serverVersion = read.serverVersion
      facts.libraryVersion = read.libraryVersion
      return facts
    } catch {
      let advice = error.showsMissingSchema ? "its schema lacks migrations: run 'campaignctl migrate up': " : ""
      throw LoadFailure("the database can't be audited: \(advice)\(error)")
    }
  }
}
