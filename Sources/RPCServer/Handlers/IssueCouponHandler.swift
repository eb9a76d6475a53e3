import CampaignApplication
import CampaignDomain
import NIOCore
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

  /// What memory says of a request that is nothing but bytes yet; nil: the use case has to look at it.
  static func refusal(
    of payload: ByteBuffer, from memory: any IssueRefusal, now: MonotonicTime, codec: MessageCodec
  ) -> CallError? {
    guard let places = IssueCouponRequest.places(in: payload, with: codec) else { return nil }
    let refusal = payload.withUnsafeReadableBytes { bytes in
      memory.refusal(
        by: CampaignID(rawValue: places.campaignID), userID: UnsafeRawBufferPointer(rebasing: bytes[places.userID]),
        idempotencyKey: UnsafeRawBufferPointer(rebasing: bytes[places.idempotencyKey]), at: now.instant)
    }
    return refusal.map { .useCase($0) }
  }
}
