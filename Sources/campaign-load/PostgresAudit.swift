import CampaignDomain
import CampaignInfra
import RaceCertifying

/// The audit of a certificate, by PostgreSQL.
struct PostgresAudit: CampaignAuditor {
  let auditor: PostgresCampaignAuditor

  func audit(
    _ id: CampaignID, visitor: some CampaignAuditVisitor
  ) throws(CertificateFault) -> CampaignAuditFacts? {
    do throws(PostgresCampaignAuditor.Failure) {
      let facts = try auditor.read(
        id,
        PostgresCampaignAuditor.Visitor(
          campaign: visitor.begin, coupons: { visitor.visit($0) }, sortedCodes: { visitor.visit(sortedCodes: $0) }))
      return facts.map { facts in
        CampaignAuditFacts(
          campaign: facts.campaign, coupons: facts.coupons, openings: facts.openings, openingTime: facts.openingTime,
          sharedCodes: facts.sharedCodes, users: facts.users, mostCouponsOfAUser: facts.mostCouponsOfAUser,
          usersBeyondLimit: facts.usersBeyondLimit, serverVersion: facts.serverVersion,
          libraryVersion: facts.libraryVersion)
      }
    } catch {
      throw CertificateFault(error.description)
    }
  }
}
