import CCampaignProto

/// `campaign.v1.CloseCampaignRequest`.
public struct CloseCampaignRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.CloseCampaignRequest"

  /// The campaign to close.
  public var campaignID: Int64

  /// A request for this campaign.
  public init(campaignID: Int64 = 0) {
    self.campaignID = campaignID
  }
}

extension CloseCampaignRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__close_campaign_request__init)

  init(reading message: UnsafePointer<Campaign__V1__CloseCampaignRequest>, with _: MessageCodec) {
    self.init(campaignID: message.pointee.campaign_id)
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__CloseCampaignRequest> {
    let message = arena.make(Self.descriptor)
    message.pointee.campaign_id = campaignID
    return message
  }
}

/// `campaign.v1.CloseCampaignResponse`.
public struct CloseCampaignResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.CloseCampaignResponse"

  /// The campaign as it is now.
  public var campaign: CampaignMessage?

  /// A response of this campaign.
  public init(campaign: CampaignMessage? = nil) {
    self.campaign = campaign
  }
}

extension CloseCampaignResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__close_campaign_response__init)

  init(reading message: UnsafePointer<Campaign__V1__CloseCampaignResponse>, with codec: MessageCodec) {
    self.init(campaign: CampaignMessage(reading: message.pointee.campaign, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__CloseCampaignResponse> {
    let message = arena.make(Self.descriptor)
    message.pointee.campaign = arena.message(campaign)
    return message
  }
}
