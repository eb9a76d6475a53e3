public import CampaignApplication
import CampaignDomain
public import RPCCodec

/// Serves `CreateCampaign`.
public struct CreateCampaignHandler: MethodHandler {
  /// What it is asked.
  public typealias Request = CreateCampaignRequest
  /// What it answers.
  public typealias Response = CreateCampaignResponse

  private let useCase: any UseCase<CreateCampaign.Input, CreateCampaign.Output>

  /// A handler that calls this use case.
  public init(useCase: any UseCase<CreateCampaign.Input, CreateCampaign.Output>) {
    self.useCase = useCase
  }

  /// Serves a call.
  public func handle(
    _ request: CreateCampaignRequest, context: CallContext, completion: some CallCompletion<CreateCampaignResponse>
  ) {
    var reader = MomentReader()
    let start = reader.moment(time: request.startTime, "start_time", span: request.startIn, "start_in")
    let end = reader.moment(time: request.endTime, "end_time", span: request.endIn, "end_in")
    guard reader.faults.isEmpty else {
      return completion.complete(with: .failure(.useCase(.invalidField(reader.faults))))
    }
    let input = CreateCampaign.Input(
      name: request.name, totalCoupons: request.totalCoupons, start: start ?? .now, end: end,
      perUserLimit: request.perUserLimit, idempotencyKey: request.idempotencyKey, actor: context.actor)
    useCase.execute(input, call: context.call) { result in
      completion.complete(with: result) { output in
        CreateCampaignResponse(campaign: CampaignMessage(output.campaign), alreadyCreated: output.alreadyCreated)
      }
    }
  }
}
