import CampaignApplication
import CampaignDomain
import RPCCodec

/// Serves `GetCampaign`.
struct GetCampaignHandler: PageHandler {
  let useCase: any UseCase<GetCampaign.Input, GetCampaign.Output>

  func maximumFrameBytes(of request: GetCampaignRequest) -> Int {
    LargestAnswer.frameBytes(coupons: input(of: request).maximumCouponCount)
  }

  func handle(
    _ request: GetCampaignRequest, context: CallContext, responder: PageResponder<GetCampaignResponse>
  ) {
    useCase.execute(input(of: request), call: context.call) { result in
      responder.answer(result) { output in
        GetCampaignResponse(
          campaign: CampaignMessage(output.campaign), coupons: output.coupons.map(CouponMessage.init),
          nextPageToken: output.nextPageToken)
      }
    }
  }

  private func input(of request: GetCampaignRequest) -> GetCampaign.Input {
    GetCampaign.Input(
      campaignID: CampaignID(rawValue: request.campaignID), pageSize: request.pageSize, pageToken: request.pageToken,
      omitCoupons: request.omitCoupons)
  }
}
