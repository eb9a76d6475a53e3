import RPCCodec

/// Serves `grpc.health.v1.Health/Check`. It asks no database: the server serves without one too, by saying so.
struct HealthCheckHandler: MethodHandler {
  /// What may be asked about: the server as a whole, and its service.
  static let knownServices: Set<String> = ["", MethodName.campaignService]

  let servingStatus: ServingStatus

  func handle(
    _ request: HealthCheckRequest, context: CallContext, responder: Responder<HealthCheckResponse>
  ) throws(CallError) {
    guard Self.knownServices.contains(request.service) else { throw .unknownService(request.service) }
    responder.answer(HealthCheckResponse(status: servingStatus.isDraining ? .notServing : .serving))
  }
}
