public import RPCCodec

/// The facts that a door has to know of a method beside its handler.
public struct ServedMethod: Sendable {
  /// The name that callers use.
  public let name: MethodName
  /// True: calls are answered as usual while the server drains.
  public let isServedWhileDraining: Bool

  /// A method, refused while the server drains unless it says otherwise.
  public init(_ name: MethodName, isServedWhileDraining: Bool = false) {
    self.name = name
    self.isServedWhileDraining = isServedWhileDraining
  }
}

/// Makes a door's routes: how a call comes in there and how its answer leaves.
public protocol RouteBuilder {
  associatedtype Route

  /// A route to a handler.
  func route<Handler: MethodHandler>(_ method: ServedMethod, to handler: Handler) -> Route
  /// A route to the handler of IssueCoupon, whose calls a door may refuse by their bytes.
  func route(_ method: ServedMethod, toIssuing handler: IssueCouponHandler) -> Route
  /// A route to a handler whose answers may be large.
  func route<Handler: PageHandler>(_ method: ServedMethod, toPagesOf handler: Handler) -> Route
}

extension RouteBuilder {
  /// The route of a door that refuses nothing by itself.
  public func route(_ method: ServedMethod, toIssuing handler: IssueCouponHandler) -> Route {
    route(method, to: handler)
  }

  /// The route of a door that has room for any answer.
  public func route<Handler: PageHandler>(_ method: ServedMethod, toPagesOf handler: Handler) -> Route {
    route(method, to: handler)
  }
}

extension CampaignUseCases {
  /// A route to each method that there is: the one list of them. Doors differ by what the builder makes of it.
  public func routes<Builder: RouteBuilder>(by builder: Builder, servingStatus: ServingStatus) -> [Builder.Route] {
    [
      builder.route(ServedMethod(.issueCoupon), toIssuing: IssueCouponHandler(useCase: issueCoupon)),
      builder.route(ServedMethod(.createCampaign), to: CreateCampaignHandler(useCase: createCampaign)),
      builder.route(ServedMethod(.getCampaign), toPagesOf: GetCampaignHandler(useCase: getCampaign)),
      builder.route(ServedMethod(.listCampaigns), toPagesOf: ListCampaignsHandler(useCase: listCampaigns)),
      builder.route(
        ServedMethod(.pauseCampaign), to: StateChangeHandler<PauseCampaignRequest>(useCase: pauseCampaign)),
      builder.route(
        ServedMethod(.resumeCampaign), to: StateChangeHandler<ResumeCampaignRequest>(useCase: resumeCampaign)),
      builder.route(
        ServedMethod(.closeCampaign), to: StateChangeHandler<CloseCampaignRequest>(useCase: closeCampaign)),
      builder.route(
        ServedMethod(.healthCheck, isServedWhileDraining: true), to: HealthCheckHandler(servingStatus: servingStatus)),
    ] + queue.routes(by: builder, servingStatus: servingStatus) + operations.routes(by: builder)
  }
}
