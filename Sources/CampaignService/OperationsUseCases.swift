public import CampaignApplication
public import CampaignDomain
import RPCCodec

/// The use cases behind the methods for operators, one for each.
public struct OperationsUseCases: Sendable {
  /// The use case of `RevokeCoupon`.
  public var revokeCoupon: any UseCase<RevokeCoupon.Input, RevokeCoupon.Output>

  /// The use cases that a server serves.
  public init(
    revokeCoupon: any UseCase<RevokeCoupon.Input, RevokeCoupon.Output>
  ) {
    self.revokeCoupon = revokeCoupon
  }
}

extension OperationsUseCases {
  /// A route to each method of the service.
  func routes<Builder: RouteBuilder>(by builder: Builder) -> [Builder.Route] {
    [
      builder.route(ServedMethod(.revokeCoupon), to: RevokeCouponHandler(useCase: revokeCoupon))
    ]
  }
}
