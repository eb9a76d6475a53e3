import CampaignApplication
import CampaignService

extension ServerDatabase {
  /// The use cases of lines and coupon requests. Places and lines are read where pages are: from a standby that the URL
  /// admits, and then they may be a moment old. `observer` hears of stock that is set.
  func queueUseCases(telling observer: any CampaignChangeObserver) -> QueueUseCases {
    QueueUseCases(
      joinQueue: JoinQueue(engine: joinEngine),
      getQueueStatus: GetQueueStatus(database: querying),
      getQueueInfo: GetQueueInfo(database: querying),
      initStock: InitStock(database: changing, memory: memory, observer: observer),
      resetQueueEntry: ResetQueueEntry(database: changing),
      getCouponRequest: GetCouponRequest(database: requests),
      waitCouponRequest: WaitCouponRequest(database: requests),
      listDeadLetters: ListDeadLetters(database: requests))
  }
}
