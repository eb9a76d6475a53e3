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
  /// The name of the service that all methods but the health check belong to.
  public static let campaignService = "campaign.v1.CampaignService"
  /// The name of the health service.
  public static let healthService = "grpc.health.v1.Health"

  /// Creates a campaign.
  public static let createCampaign = MethodName(service: campaignService, method: "CreateCampaign")
  /// Reads a campaign and its coupons.
  public static let getCampaign = MethodName(service: campaignService, method: "GetCampaign")
  /// Lists the campaigns.
  public static let listCampaigns = MethodName(service: campaignService, method: "ListCampaigns")
  /// Issues a coupon.
  public static let issueCoupon = MethodName(service: campaignService, method: "IssueCoupon")
  /// Stops a campaign for a while.
  public static let pauseCampaign = MethodName(service: campaignService, method: "PauseCampaign")
  /// Lets a paused campaign go on.
  public static let resumeCampaign = MethodName(service: campaignService, method: "ResumeCampaign")
  /// Ends a campaign.
  public static let closeCampaign = MethodName(service: campaignService, method: "CloseCampaign")
  /// Asks whether the server serves.
  public static let healthCheck = MethodName(service: healthService, method: "Check")
}

/// The method of a request that came in.
public enum MethodReference: Hashable, Sendable {
  /// A method of the ``MethodTable``, by its index there.
  case known(index: Int)
  /// Another one.
  case unknown(MethodName)
}
