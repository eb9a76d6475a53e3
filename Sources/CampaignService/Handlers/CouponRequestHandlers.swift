import CampaignApplication
import CampaignDomain
import RPCCodec

/// Serves `RequestCoupon`: JoinQueue with another answer.
struct RequestCouponHandler: MethodHandler {
  let useCase: any UseCase<JoinQueue.Input, JoinQueue.Output>

  func handle(
    _ request: RequestCouponRequest, context: CallContext, completion: some CallCompletion<RequestCouponResponse>
  ) {
    let input = JoinQueue.Input(
      campaignID: CampaignID(rawValue: request.campaignID), userID: request.userID,
      idempotencyKey: request.idempotencyKey)
    useCase.execute(input, call: context.call) { result in
      completion.complete(with: result) { RequestCouponResponse(request: CouponRequestMessage($0)) }
    }
  }
}

/// Serves `GetCouponRequest`.
struct GetCouponRequestHandler: MethodHandler {
  let useCase: any UseCase<GetCouponRequest.Input, GetCouponRequest.Output>

  func handle(
    _ request: GetCouponRequestRequest, context: CallContext,
    completion: some CallCompletion<GetCouponRequestResponse>
  ) {
    useCase.execute(GetCouponRequest.Input(requestID: request.requestID), call: context.call) { result in
      completion.complete(with: result) { GetCouponRequestResponse(request: CouponRequestMessage($0)) }
    }
  }
}

/// Serves `WaitCouponRequest`, and ends all waiting when the server begins to drain.
struct WaitCouponRequestHandler: MethodHandler {
  private let useCase: any WaitingUseCase<WaitCouponRequest.Input, WaitCouponRequest.Output>

  init(
    useCase: any WaitingUseCase<WaitCouponRequest.Input, WaitCouponRequest.Output>, servingStatus: ServingStatus
  ) {
    self.useCase = useCase
    servingStatus.whenDraining { useCase.endWaiting() }
  }

  func handle(
    _ request: WaitCouponRequestRequest, context: CallContext,
    completion: some CallCompletion<WaitCouponRequestResponse>
  ) {
    useCase.execute(GetCouponRequest.Input(requestID: request.requestID), call: context.call) { result in
      completion.complete(with: result) { WaitCouponRequestResponse(request: CouponRequestMessage($0)) }
    }
  }
}
