import CampaignApplication

/// The use cases about coupon requests and what callers of the queue need beside it.
struct CouponRequestUseCases {
  let initStock: InitStock
  let getCouponRequest: GetCouponRequest
  let waitCouponRequest: WaitCouponRequest
  let listDeadLetters: ListDeadLetters

  init(on database: ServerDatabase, observer: any CampaignChangeObserver) {
    initStock = InitStock(database: database.changing, memory: database.memory, observer: observer)
    getCouponRequest = GetCouponRequest(database: database.requests)
    waitCouponRequest = WaitCouponRequest(database: database.requests)
    listDeadLetters = ListDeadLetters(database: database.requests)
  }
}
