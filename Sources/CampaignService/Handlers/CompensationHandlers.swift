import CampaignApplication
import CampaignDomain
import RPCCodec

/// Serves `ListCompensations`.
struct ListCompensationsHandler: PageHandler {
  let useCase: any UseCase<ListCompensations.Input, ListCompensations.Output>

  /// Room for as many compensations as the page may have.
  func maximumBytes(of request: ListCompensationsRequest) -> Int {
    LargestMessage.byteCount(compensations: input(of: request).maximumCount)
  }

  func handle(
    _ request: ListCompensationsRequest, context: CallContext,
    completion: some CallCompletion<ListCompensationsResponse>
  ) {
    useCase.execute(input(of: request), call: context.call) { result in
      completion.complete(with: result, unlessOver: context.call) { output in
        ListCompensationsResponse(
          compensations: output.compensations.map(CompensationMessage.init), nextPageToken: output.nextPageToken)
      }
    }
  }

  private func input(of request: ListCompensationsRequest) -> ListCompensations.Input {
    ListCompensations.Input(status: request.status, pageSize: request.pageSize, pageToken: request.pageToken)
  }
}

/// Serves `GetCompensation`.
struct GetCompensationHandler: MethodHandler {
  let useCase: any UseCase<GetCompensation.Input, GetCompensation.Output>

  func handle(
    _ request: GetCompensationRequest, context: CallContext, completion: some CallCompletion<GetCompensationResponse>
  ) {
    useCase.execute(request.id, call: context.call) { result in
      completion.complete(with: result) { GetCompensationResponse(compensation: CompensationMessage($0)) }
    }
  }
}

/// Serves `RetryCompensation`.
struct RetryCompensationHandler: MethodHandler {
  let useCase: any UseCase<ResolveCompensation.Input, ResolveCompensation.Output>

  func handle(
    _ request: RetryCompensationRequest, context: CallContext,
    completion: some CallCompletion<RetryCompensationResponse>
  ) {
    let input = ResolveCompensation.Input(id: request.id, reason: request.reason, actor: context.actor)
    useCase.execute(input, call: context.call) { result in
      completion.complete(with: result) { RetryCompensationResponse(compensation: CompensationMessage($0)) }
    }
  }
}

/// Serves `DiscardCompensation`.
struct DiscardCompensationHandler: MethodHandler {
  let useCase: any UseCase<ResolveCompensation.Input, ResolveCompensation.Output>

  func handle(
    _ request: DiscardCompensationRequest, context: CallContext,
    completion: some CallCompletion<DiscardCompensationResponse>
  ) {
    let input = ResolveCompensation.Input(id: request.id, reason: request.reason, actor: context.actor)
    useCase.execute(input, call: context.call) { result in
      completion.complete(with: result) { DiscardCompensationResponse(compensation: CompensationMessage($0)) }
    }
  }
}
