import CampaignApplication
import CampaignDomain
import RPCCodec

/// Serves `GetCampaign`.
struct GetCampaignHandler: MethodHandler {
  let useCase: any UseCase<GetCampaign.Input, GetCampaign.Output>

  func handle(
    _ request: GetCampaignRequest, context: CallContext, responder: Responder<GetCampaignResponse>
  ) throws(CallError) {
    let input = GetCampaign.Input(
      campaignID: CampaignID(rawValue: request.campaignID), pageSize: request.pageSize, pageToken: request.pageToken,
      omitCoupons: request.omitCoupons)
    useCase.execute(input, call: context.call) { result in
      responder.answer(result) { output in
        GetCampaignResponse(
          campaign: CampaignMessage(output.campaign), coupons: output.coupons.map(CouponMessage.init),
          nextPageToken: output.nextPageToken)
      }
    }
  }
}
