public import CampaignApplication
public import CampaignDomain
public import RPCCodec

/// Serves `IssueCoupon`.
public struct IssueCouponHandler: MethodHandler {
  /// The request.
  public typealias Request = IssueCouponRequest
  /// The response.
  public typealias Response = IssueCouponResponse

  @usableFromInline let useCase: any UseCase<IssueCoupon.Input, IssueCoupon.Output>

  /// A handler that calls this use case.
  public init(useCase: any UseCase<IssueCoupon.Input, IssueCoupon.Output>) {
    self.useCase = useCase
  }

  /// Serves a call that nobody has asked memory about.
  @inlinable
  public func handle(
    _ request: IssueCouponRequest, context: CallContext, completion: some CallCompletion<IssueCouponResponse>
  ) {
    handle(request, passedMemory: false, context: context, completion: completion)
  }

  /// Serves a call; `passedMemory` tells whether its door asked memory, which has then no refusal for it.
  @inlinable
  public func handle(
    _ request: IssueCouponRequest, passedMemory: Bool, context: CallContext,
    completion: some CallCompletion<IssueCouponResponse>
  ) {
    let input = IssueCoupon.Input(
      campaignID: CampaignID(rawValue: request.campaignID), userID: request.userID,
      idempotencyKey: request.idempotencyKey, passedMemory: passedMemory)
    useCase.execute(input, call: context.call) { result in
      completion.complete(with: result) { output in
        IssueCouponResponse(coupon: CouponMessage(output.coupon), alreadyIssued: output.alreadyIssued)
      }
    }
  }
}
