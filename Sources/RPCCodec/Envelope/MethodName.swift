/// A method of a service, as a request names it.
public struct MethodName: Hashable, Sendable {
  /// The service with its package: `campaign.v1.CampaignService`.
  public var service: String
  /// The method: `IssueCoupon`.
  public var method: String

  /// The method of this service and name.
  public init(service: String, method: String) {
    self.service = service
    self.method = method
  }
}

extension MethodName {
  /// The name of the service of campaigns and their coupons.
  public static let campaignService = "campaign.v1.CampaignService"
  /// The name of the service of the waiting queue and of coupon requests.
  public static let queueService = "campaign.v1.QueueService"
  /// The name of the service of revocations and compensations.
  public static let operationsService = "campaign.v1.OperationsService"
}

/// A request message, which belongs to one method.
public protocol MethodRequest<Response>: WireMessage {
  /// The response of the method.
  associatedtype Response: WireMessage & JSONRepresentable
  /// The method that takes the request.
  static var method: MethodName { get }
}

/// The method of a request that came in.
public enum MethodReference: Hashable, Sendable {
  /// A method of the ``MethodTable``, by its index there.
  case known(index: Int)
  /// Another one.
  case unknown(MethodName)
}
