import CCampaignProto

/// `campaign.v1.ResumeCampaignRequest`.
public struct ResumeCampaignRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.ResumeCampaignRequest"

  /// The campaign to resume.
  public var campaignID: Int64

  /// A request for this campaign.
  public init(campaignID: Int64 = 0) {
    self.campaignID = campaignID
  }
}

extension ResumeCampaignRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__resume_campaign_request__init)

  init(reading message: UnsafePointer<Campaign__V1__ResumeCampaignRequest>, with _: MessageCodec) {
    self.init(campaignID: message.pointee.campaign_id)
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__ResumeCampaignRequest> {
    let message = arena.make(Self.descriptor)
    message.pointee.campaign_id = campaignID
    return message
  }
}

/// `campaign.v1.ResumeCampaignResponse`.
public struct ResumeCampaignResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.ResumeCampaignResponse"

  /// The campaign as it is now.
  public var campaign: CampaignMessage?

  /// A response of this campaign.
  public init(campaign: CampaignMessage? = nil) {
    self.campaign = campaign
  }
}

extension ResumeCampaignResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__resume_campaign_response__init)

  init(reading message: UnsafePointer<Campaign__V1__ResumeCampaignResponse>, with codec: MessageCodec) {
    self.init(campaign: CampaignMessage(reading: message.pointee.campaign, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__ResumeCampaignResponse> {
    let message = arena.make(Self.descriptor)
    message.pointee.campaign = arena.message(campaign)
    return message
  }
}
