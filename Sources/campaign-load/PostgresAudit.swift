import CampaignDomain
import CampaignInfra
import RaceCertifying

/// The audit of a certificate, by PostgreSQL.
struct PostgresAudit: CampaignAuditor {
  let auditor: PostgresCampaignAuditor

  func audit(
    _ id: CampaignID, visitor: some CampaignAuditVisitor
  ) throws(CertificateFault) -> CampaignAuditFacts? {
    do throws(PostgresError) {
      let facts = try auditor.read(
        id, onCampaign: { visitor.begin($0) }, onCoupons: { visitor.visit($0) },
        onSortedCodes: { visitor.visit(sortedCodes: $0) })
      return facts.map { facts in
        CampaignAuditFacts(
          campaign: facts.campaign, coupons: facts.coupons, openings: facts.openings, openingTime: facts.openingTime,
          sharedCodes: facts.sharedCodes, users: facts.users, mostCouponsOfAUser: facts.mostCouponsOfAUser,
          usersBeyondLimit: facts.usersBeyondLimit, serverVersion: facts.serverVersion,
          libraryVersion: facts.libraryVersion)
      }
    } catch {
      throw CertificateFault("the database can't be audited: \(error)")
    }
  }
}
