import CCampaignProto

/// `campaign.v1.PauseCampaignRequest`.
public struct PauseCampaignRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.PauseCampaignRequest"

  /// The campaign to pause.
  public var campaignID: Int64

  /// A request for this campaign.
  public init(campaignID: Int64 = 0) {
    self.campaignID = campaignID
  }
}

extension PauseCampaignRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__pause_campaign_request__init)

  init(reading message: UnsafePointer<Campaign__V1__PauseCampaignRequest>, with _: MessageCodec) {
    self.init(campaignID: message.pointee.campaign_id)
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__PauseCampaignRequest> {
    let message = arena.make(Self.descriptor)
    message.pointee.campaign_id = campaignID
    return message
  }
}

/// `campaign.v1.PauseCampaignResponse`.
public struct PauseCampaignResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.PauseCampaignResponse"

  /// The campaign as it is now.
  public var campaign: CampaignMessage?

  /// A response of this campaign.
  public init(campaign: CampaignMessage? = nil) {
    self.campaign = campaign
  }
}

extension PauseCampaignResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__pause_campaign_response__init)

  init(reading message: UnsafePointer<Campaign__V1__PauseCampaignResponse>, with codec: MessageCodec) {
    self.init(campaign: CampaignMessage(reading: message.pointee.campaign, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__PauseCampaignResponse> {
    let message = arena.make(Self.descriptor)
    message.pointee.campaign = arena.message(campaign)
    return message
  }
}
