import CampaignApplication
import CampaignService

extension ServerDatabase {
  /// The use cases of operators. `observer` hears of coupons that are revoked.
  func operationsUseCases(telling observer: any CampaignChangeObserver) -> OperationsUseCases {
    OperationsUseCases(
      revokeCoupon: RevokeCoupon(database: changing, memory: memory, observer: observer))
  }
}
