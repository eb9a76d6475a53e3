import CampaignApplication
import CampaignService

extension ServerDatabase {
  /// The use cases of operators. `observer` hears of coupons that are revoked, `compensations` of what an admin decides
  /// about those. They are read from the primary alone, as requests are.
  func operationsUseCases(
    telling observer: any CampaignChangeObserver, _ compensations: any CompensationObserver,
    report: @escaping OperatorReport
  ) -> OperationsUseCases {
    func resolve(_ resolution: ResolveCompensation.Resolution) -> ResolveCompensation {
      ResolveCompensation(resolution, database: changing, memory: memory, observer: compensations)
    }
    return OperationsUseCases(
      revokeCoupon: RevokeCoupon(database: changing, memory: memory, observer: observer),
      listCompensations: ListCompensations(database: requests, report: report),
      getCompensation: GetCompensation(database: requests), retryCompensation: resolve(.retry),
      discardCompensation: resolve(.discard))
  }
}
