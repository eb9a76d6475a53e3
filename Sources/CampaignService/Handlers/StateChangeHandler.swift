public import CampaignApplication
public import CampaignDomain
public import RPCCodec

/// Serves `PauseCampaign`, `ResumeCampaign` or `CloseCampaign`, which differ in their messages' types and in the change
/// that their use case makes.
public struct StateChangeHandler<Request: StateChangeRequest, Response: StateChangeResponse>: MethodHandler {
  private let useCase: any UseCase<ChangeCampaignState.Input, ChangeCampaignState.Output>

  /// A handler that calls this use case.
  public init(useCase: any UseCase<ChangeCampaignState.Input, ChangeCampaignState.Output>) {
    self.useCase = useCase
  }

  /// Serves a call.
  public func handle(_ request: Request, context: CallContext, completion: some CallCompletion<Response>) {
    let input = ChangeCampaignState.Input(campaignID: CampaignID(rawValue: request.campaignID), actor: context.actor)
    useCase.execute(input, call: context.call) { result in
      completion.complete(with: result) { Response(campaign: CampaignMessage($0)) }
    }
  }
}
