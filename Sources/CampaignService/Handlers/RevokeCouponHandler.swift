import CampaignApplication
import CampaignDomain
import RPCCodec

/// Serves `RevokeCoupon`.
struct RevokeCouponHandler: MethodHandler {
  let useCase: any UseCase<RevokeCoupon.Input, RevokeCoupon.Output>

  func handle(
    _ request: RevokeCouponRequest, context: CallContext, completion: some CallCompletion<RevokeCouponResponse>
  ) {
    let input = RevokeCoupon.Input(
      campaignID: CampaignID(rawValue: request.campaignID), code: request.code, reason: request.reason,
      returnsStock: request.returnStock, actor: context.actor)
    useCase.execute(input, call: context.call) { result in
      completion.complete(with: result) { RevokeCouponResponse(coupon: CouponMessage($0)) }
    }
  }
}
