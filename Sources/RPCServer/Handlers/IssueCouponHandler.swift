import CampaignApplication
import CampaignDomain
import RPCCodec

/// Serves `IssueCoupon`.
struct IssueCouponHandler: MethodHandler {
  let useCase: any UseCase<IssueCoupon.Input, IssueCoupon.Output>

  func handle(
    _ request: IssueCouponRequest, context: CallContext, responder: Responder<IssueCouponResponse>
  ) throws(CallError) {
    let input = IssueCoupon.Input(
      campaignID: CampaignID(rawValue: request.campaignID), userID: request.userID,
      idempotencyKey: request.idempotencyKey)
    useCase.execute(input, call: context.call) { result in
      responder.answer(result) { output in
        IssueCouponResponse(coupon: CouponMessage(output.coupon), alreadyIssued: output.alreadyIssued)
      }
    }
  }
}
