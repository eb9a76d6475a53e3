import CampaignApplication
import CampaignDomain
import RPCCodec

/// Serves `JoinQueue`.
struct JoinQueueHandler: MethodHandler {
  let useCase: any UseCase<JoinQueue.Input, JoinQueue.Output>

  func handle(_ request: JoinQueueRequest, context: CallContext, completion: some CallCompletion<JoinQueueResponse>) {
    let input = JoinQueue.Input(
      campaignID: CampaignID(rawValue: request.campaignID), userID: request.userID,
      idempotencyKey: request.idempotencyKey)
    let language = context.language
    useCase.execute(input, call: context.call) { result in
      completion.complete(with: result) { view in
        JoinQueueResponse(
          entry: QueueEntryMessage(view), message: QueueSentence.joined(view.status, in: language))
      }
    }
  }
}

/// Serves `GetQueueStatus`.
struct GetQueueStatusHandler: MethodHandler {
  let useCase: any UseCase<GetQueueStatus.Input, GetQueueStatus.Output>

  func handle(
    _ request: GetQueueStatusRequest, context: CallContext, completion: some CallCompletion<GetQueueStatusResponse>
  ) {
    let input = GetQueueStatus.Input(campaignID: CampaignID(rawValue: request.campaignID), userID: request.userID)
    useCase.execute(input, call: context.call) { result in
      completion.complete(with: result) { view in
        GetQueueStatusResponse(entry: .init(view, of: input.userID, in: input.campaignID))
      }
    }
  }
}

/// Serves `GetQueueInfo`.
struct GetQueueInfoHandler: MethodHandler {
  let useCase: any UseCase<GetQueueInfo.Input, GetQueueInfo.Output>

  func handle(
    _ request: GetQueueInfoRequest, context: CallContext, completion: some CallCompletion<GetQueueInfoResponse>
  ) {
    let input = GetQueueInfo.Input(campaignID: CampaignID(rawValue: request.campaignID))
    let language = context.language
    useCase.execute(input, call: context.call) { result in
      completion.complete(with: result) { output in
        GetQueueInfoResponse(
          campaignID: output.campaign.id.rawValue, currentStock: output.campaign.remainingCoupons,
          queueSize: output.queue?.size ?? 0, processingCount: output.queue?.processing ?? 0,
          completedCount: output.queue?.completed ?? 0, failedCount: output.queue?.failedCount ?? 0,
          oldestWait: output.oldestWait.map(ProtobufDuration.init), message: QueueSentence.info(in: language))
      }
    }
  }
}

/// Serves `InitStock`.
struct InitStockHandler: MethodHandler {
  let useCase: any UseCase<InitStock.Input, InitStock.Output>

  func handle(_ request: InitStockRequest, context: CallContext, completion: some CallCompletion<InitStockResponse>) {
    let input = InitStock.Input(
      campaignID: CampaignID(rawValue: request.campaignID), stock: request.stock, actor: context.actor)
    useCase.execute(input, call: context.call) { result in
      completion.complete(with: result) { InitStockResponse(campaign: CampaignMessage($0)) }
    }
  }
}

/// Serves `ResetQueueEntry`.
struct ResetQueueEntryHandler: MethodHandler {
  let useCase: any UseCase<ResetQueueEntry.Input, ResetQueueEntry.Output>

  func handle(
    _ request: ResetQueueEntryRequest, context: CallContext, completion: some CallCompletion<ResetQueueEntryResponse>
  ) {
    let input = ResetQueueEntry.Input(
      campaignID: CampaignID(rawValue: request.campaignID), userID: request.userID, reason: request.reason,
      actor: context.actor)
    useCase.execute(input, call: context.call) { result in
      completion.complete(with: result) { view in
        ResetQueueEntryResponse(entry: .init(view, of: input.userID, in: input.campaignID))
      }
    }
  }
}

extension QueueEntryMessage {
  /// The message of a user's entry; `nil`: they have none.
  fileprivate init(_ view: QueueEntryView?, of userID: String, in campaign: CampaignID) {
    if let view { self.init(view) } else { self.init(ofNobodyIn: campaign, userID: userID) }
  }
}
