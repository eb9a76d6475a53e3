public import CampaignApplication
public import CampaignDomain
import RPCCodec

/// The use cases behind the methods for operators, one for each.
public struct OperationsUseCases: Sendable {
  /// The use case of `RevokeCoupon`.
  public var revokeCoupon: any UseCase<RevokeCoupon.Input, RevokeCoupon.Output>
  /// The use case of `ListCompensations`.
  public var listCompensations: any UseCase<ListCompensations.Input, ListCompensations.Output>
  /// The use case of `GetCompensation`.
  public var getCompensation: any UseCase<GetCompensation.Input, GetCompensation.Output>
  /// The use case of `RetryCompensation`.
  public var retryCompensation: any UseCase<ResolveCompensation.Input, ResolveCompensation.Output>
  /// The use case of `DiscardCompensation`.
  public var discardCompensation: any UseCase<ResolveCompensation.Input, ResolveCompensation.Output>

  /// The use cases that a server serves.
  public init(
    revokeCoupon: any UseCase<RevokeCoupon.Input, RevokeCoupon.Output>,
    listCompensations: any UseCase<ListCompensations.Input, ListCompensations.Output>,
    getCompensation: any UseCase<GetCompensation.Input, GetCompensation.Output>,
    retryCompensation: any UseCase<ResolveCompensation.Input, ResolveCompensation.Output>,
    discardCompensation: any UseCase<ResolveCompensation.Input, ResolveCompensation.Output>
  ) {
    self.revokeCoupon = revokeCoupon
    self.listCompensations = listCompensations
    self.getCompensation = getCompensation
    self.retryCompensation = retryCompensation
    self.discardCompensation = discardCompensation
  }
}

extension OperationsUseCases {
  /// A route to each method of the service.
  func routes<Builder: RouteBuilder>(by builder: Builder) -> [Builder.Route] {
    [
      builder.route(ServedMethod(.revokeCoupon), to: RevokeCouponHandler(useCase: revokeCoupon)),
      builder.route(
        ServedMethod(.listCompensations), toPagesOf: ListCompensationsHandler(useCase: listCompensations)),
      builder.route(ServedMethod(.getCompensation), to: GetCompensationHandler(useCase: getCompensation)),
      builder.route(ServedMethod(.retryCompensation), to: RetryCompensationHandler(useCase: retryCompensation)),
      builder.route(ServedMethod(.discardCompensation), to: DiscardCompensationHandler(useCase: discardCompensation)),
    ]
  }
}
