import CampaignApplication
import CampaignDomain
import RPCCodec

/// Serves `PauseCampaign`.
struct PauseCampaignHandler: MethodHandler {
  let useCase: any UseCase<PauseCampaign.Input, PauseCampaign.Output>

  func handle(
    _ request: PauseCampaignRequest, context: CallContext, responder: Responder<PauseCampaignResponse>
  ) throws(CallError) {
    let input = PauseCampaign.Input(
      campaignID: CampaignID(rawValue: request.campaignID), actor: context.actor)
    useCase.execute(input, call: context.call) { result in
      responder.answer(result) { PauseCampaignResponse(campaign: CampaignMessage($0.campaign)) }
    }
  }
}
