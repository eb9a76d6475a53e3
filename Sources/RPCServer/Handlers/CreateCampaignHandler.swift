import CampaignApplication
import CampaignDomain
import RPCCodec

/// Serves `CreateCampaign`.
struct CreateCampaignHandler: MethodHandler {
  let useCase: any UseCase<CreateCampaign.Input, CreateCampaign.Output>

  func handle(
    _ request: CreateCampaignRequest, context: CallContext, responder: Responder<CreateCampaignResponse>
  ) throws(CallError) {
    var reader = MomentReader()
    let start = reader.moment(time: request.startTime, "start_time", span: request.startIn, "start_in")
    let end = reader.moment(time: request.endTime, "end_time", span: request.endIn, "end_in")
    guard reader.faults.isEmpty else { throw .useCase(.invalidField(reader.faults)) }
    let input = CreateCampaign.Input(
      name: request.name, totalCoupons: request.totalCoupons, start: start ?? .now, end: end,
      perUserLimit: request.perUserLimit, idempotencyKey: request.idempotencyKey, actor: context.actor)
    useCase.execute(input, call: context.call) { result in
      responder.answer(result) { output in
        CreateCampaignResponse(
          campaign: CampaignMessage(output.campaign), alreadyCreated: output.alreadyCreated)
      }
    }
  }
}
