import CampaignApplication
import CampaignDomain
import RPCCodec

/// Serves `CloseCampaign`.
struct CloseCampaignHandler: MethodHandler {
  let useCase: any UseCase<CloseCampaign.Input, CloseCampaign.Output>

  func handle(
    _ request: CloseCampaignRequest, context: CallContext, responder: Responder<CloseCampaignResponse>
  ) throws(CallError) {
    let input = CloseCampaign.Input(
      campaignID: CampaignID(rawValue: request.campaignID), actor: context.actor)
    useCase.execute(input, call: context.call) { result in
      responder.answer(result) { CloseCampaignResponse(campaign: CampaignMessage($0.campaign)) }
    }
  }
}
