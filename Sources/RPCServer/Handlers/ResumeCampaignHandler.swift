import CampaignApplication
import CampaignDomain
import RPCCodec

/// Serves `ResumeCampaign`.
struct ResumeCampaignHandler: MethodHandler {
  let useCase: any UseCase<ResumeCampaign.Input, ResumeCampaign.Output>

  func handle(
    _ request: ResumeCampaignRequest, context: CallContext, responder: Responder<ResumeCampaignResponse>
  ) throws(CallError) {
    let input = ResumeCampaign.Input(
      campaignID: CampaignID(rawValue: request.campaignID), actor: context.actor)
    useCase.execute(input, call: context.call) { result in
      responder.answer(result) { ResumeCampaignResponse(campaign: CampaignMessage($0.campaign)) }
    }
  }
}
