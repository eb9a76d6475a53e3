public import CampaignApplication
public import CampaignDomain
import RPCCodec

/// The use cases behind the methods of the waiting queue, one for each; RequestCoupon is JoinQueue with another answer.
public struct QueueUseCases: Sendable {
  /// The use case of `JoinQueue` and of `RequestCoupon`.
  public var joinQueue: any UseCase<JoinQueue.Input, JoinQueue.Output>
  /// The use case of `GetQueueStatus`.
  public var getQueueStatus: any UseCase<GetQueueStatus.Input, GetQueueStatus.Output>
  /// The use case of `GetQueueInfo`.
  public var getQueueInfo: any UseCase<GetQueueInfo.Input, GetQueueInfo.Output>
  /// The use case of `InitStock`.
  public var initStock: any UseCase<InitStock.Input, InitStock.Output>
  /// The use case of `ResetQueueEntry`.
  public var resetQueueEntry: any UseCase<ResetQueueEntry.Input, ResetQueueEntry.Output>
  /// The use case of `GetCouponRequest`.
  public var getCouponRequest: any UseCase<GetCouponRequest.Input, GetCouponRequest.Output>
  /// The use case of `WaitCouponRequest`, which hears when the server drains.
  public var waitCouponRequest: any WaitingUseCase<WaitCouponRequest.Input, WaitCouponRequest.Output>
  /// The use case of `ListDeadLetters`.
  public var listDeadLetters: any UseCase<ListDeadLetters.Input, ListDeadLetters.Output>

  /// The use cases that a server serves.
  public init(
    joinQueue: any UseCase<JoinQueue.Input, JoinQueue.Output>,
    getQueueStatus: any UseCase<GetQueueStatus.Input, GetQueueStatus.Output>,
    getQueueInfo: any UseCase<GetQueueInfo.Input, GetQueueInfo.Output>,
    initStock: any UseCase<InitStock.Input, InitStock.Output>,
    resetQueueEntry: any UseCase<ResetQueueEntry.Input, ResetQueueEntry.Output>,
    getCouponRequest: any UseCase<GetCouponRequest.Input, GetCouponRequest.Output>,
    waitCouponRequest: any WaitingUseCase<WaitCouponRequest.Input, WaitCouponRequest.Output>,
    listDeadLetters: any UseCase<ListDeadLetters.Input, ListDeadLetters.Output>
  ) {
    self.joinQueue = joinQueue
    self.getQueueStatus = getQueueStatus
    self.getQueueInfo = getQueueInfo
    self.initStock = initStock
    self.resetQueueEntry = resetQueueEntry
    self.getCouponRequest = getCouponRequest
    self.waitCouponRequest = waitCouponRequest
    self.listDeadLetters = listDeadLetters
  }
}

extension QueueUseCases {
  /// A route to each method of the service.
  func routes<Builder: RouteBuilder>(by builder: Builder, servingStatus: ServingStatus) -> [Builder.Route] {
    [
      builder.route(ServedMethod(.joinQueue), to: JoinQueueHandler(useCase: joinQueue)),
      builder.route(ServedMethod(.getQueueStatus), to: GetQueueStatusHandler(useCase: getQueueStatus)),
      builder.route(ServedMethod(.getQueueInfo), to: GetQueueInfoHandler(useCase: getQueueInfo)),
      builder.route(ServedMethod(.initStock), to: InitStockHandler(useCase: initStock)),
      builder.route(ServedMethod(.resetQueueEntry), to: ResetQueueEntryHandler(useCase: resetQueueEntry)),
      builder.route(ServedMethod(.requestCoupon), to: RequestCouponHandler(useCase: joinQueue)),
      builder.route(ServedMethod(.getCouponRequest), to: GetCouponRequestHandler(useCase: getCouponRequest)),
      builder.route(
        ServedMethod(.waitCouponRequest),
        to: WaitCouponRequestHandler(useCase: waitCouponRequest, servingStatus: servingStatus)),
      builder.route(ServedMethod(.listDeadLetters), toPagesOf: ListDeadLettersHandler(useCase: listDeadLetters)),
    ]
  }
}
