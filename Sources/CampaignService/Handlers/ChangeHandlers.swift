import CampaignApplication
import CampaignDomain
import RPCCodec

/// Serves `CreateCampaign`.
struct CreateCampaignHandler: MethodHandler {
  let useCase: any UseCase<CreateCampaign.Input, CreateCampaign.Output>

  func handle(
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
      perUserLimit: request.perUserLimit, idempotencyKey: request.idempotencyKey, queueOnly: request.queueOnly,
      deliveryURL: request.deliveryURL,
      actor: context.actor)
    useCase.execute(input, call: context.call) { result in
      completion.complete(with: result) { output in
        CreateCampaignResponse(campaign: CampaignMessage(output.campaign), alreadyCreated: output.alreadyCreated)
      }
    }
  }
}

/// Serves `PauseCampaign`, `ResumeCampaign` or `CloseCampaign`, which differ in their messages' types and in the change
/// that their use case makes.
struct StateChangeHandler<Request: StateChangeRequest>: MethodHandler {
  let useCase: any UseCase<ChangeCampaignState.Input, Campaign>

  func handle(_ request: Request, context: CallContext, completion: some CallCompletion<Request.Response>) {
    let input = ChangeCampaignState.Input(campaignID: CampaignID(rawValue: request.campaignID), actor: context.actor)
    useCase.execute(input, call: context.call) { result in
      completion.complete(with: result) { Request.Response(campaign: CampaignMessage($0)) }
    }
  }
}

/// Reads the two fields by which a request names a moment, and gathers what is wrong with them.
struct MomentReader {
  private(set) var faults: [FieldFault] = []

  /// The moment that at most one of the two fields names; `nil` when neither does, or when there is a fault.
  mutating func moment(
    time: ProtobufTimestamp?, _ timeField: String, span: ProtobufDuration?, _ spanField: String
  ) -> Moment? {
    switch (time, span) {
    case (nil, nil):
      return nil
    case (.some, .some):
      let description = "must not be set together with "
      faults.append(FieldFault(field: timeField, description: description + spanField))
      faults.append(FieldFault(field: spanField, description: description + timeField))
      return nil
    case (let time?, nil):
      guard let microseconds = time.microsecondsSinceEpoch else {
        faults.append(
          FieldFault(
            field: timeField,
            description: "must lie in the years 0001 to 9999, with nanos of 0 to 999,999,999"))
        return nil
      }
      return .at(Timestamp(microsecondsSinceEpoch: microseconds))
    case (nil, let span?):
      guard let duration = span.duration else {
        faults.append(
          FieldFault(
            field: spanField,
            description: "must not exceed 10,000 years, with nanos below 1,000,000,000 and of the sign of the seconds"))
        return nil
      }
      return .after(duration)
    }
  }
}
