import CampaignApplication
import CampaignService

extension ServerDatabase {
  /// The use cases of lines and coupon requests. They read from the primary alone: a standby that is a moment behind
  /// would tell those who just joined that they have not. `observer` hears of stock that is set.
  func queueUseCases(telling observer: any CampaignChangeObserver) -> QueueUseCases {
    QueueUseCases(
      joinQueue: JoinQueue(engine: joinEngine),
      getQueueStatus: GetQueueStatus(database: requests),
      getQueueInfo: GetQueueInfo(database: requests),
      initStock: InitStock(database: changing, memory: memory, observer: observer),
      resetQueueEntry: ResetQueueEntry(database: changing),
      getCouponRequest: GetCouponRequest(database: requests),
      waitCouponRequest: WaitCouponRequest(database: requests),
      listDeadLetters: ListDeadLetters(database: requests))
  }
}
