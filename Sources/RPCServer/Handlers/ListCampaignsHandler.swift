import CampaignApplication
import RPCCodec

/// Serves `ListCampaigns`.
struct ListCampaignsHandler: PageHandler {
  let useCase: any UseCase<ListCampaigns.Input, ListCampaigns.Output>

  func maximumFrameBytes(of request: ListCampaignsRequest) -> Int {
    LargestAnswer.frameBytes(campaigns: input(of: request).maximumCampaignCount)
  }

  func handle(
    _ request: ListCampaignsRequest, context: CallContext, responder: PageResponder<ListCampaignsResponse>
  ) {
    useCase.execute(input(of: request), call: context.call) { result in
      responder.answer(result) { output in
        ListCampaignsResponse(
          campaigns: output.campaigns.map(CampaignMessage.init), nextPageToken: output.nextPageToken)
      }
    }
  }

  private func input(of request: ListCampaignsRequest) -> ListCampaigns.Input {
    ListCampaigns.Input(pageSize: request.pageSize, pageToken: request.pageToken)
  }
}
