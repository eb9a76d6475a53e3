import CampaignApplication
import RPCCodec

/// Serves `ListCampaigns`.
struct ListCampaignsHandler: MethodHandler {
  let useCase: any UseCase<ListCampaigns.Input, ListCampaigns.Output>

  func handle(
    _ request: ListCampaignsRequest, context: CallContext, responder: Responder<ListCampaignsResponse>
  ) throws(CallError) {
    let input = ListCampaigns.Input(pageSize: request.pageSize, pageToken: request.pageToken)
    useCase.execute(input, call: context.call) { result in
      responder.answer(result) { output in
        ListCampaignsResponse(
          campaigns: output.campaigns.map(CampaignMessage.init), nextPageToken: output.nextPageToken)
      }
    }
  }
}
