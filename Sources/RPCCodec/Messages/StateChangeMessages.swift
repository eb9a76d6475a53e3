import CCampaignProto

/// A request to change a campaign's state: Pause-, Resume- or CloseCampaignRequest.
public protocol StateChangeRequest: WireMessage {
  /// The campaign to change.
  var campaignID: Int64 { get set }
  /// A request for this campaign.
  init(campaignID: Int64)
}

/// The response to a ``StateChangeRequest``.
public protocol StateChangeResponse: WireMessage, JSONRepresentable {
  /// The campaign as it is now.
  var campaign: CampaignMessage? { get set }
  /// A response of this campaign.
  init(campaign: CampaignMessage?)
}

extension StateChangeResponse {
  /// Writes the response as a JSON object.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { $0.field("campaign", campaign) }
  }
}

/// `campaign.v1.PauseCampaignRequest`.
public struct PauseCampaignRequest: StateChangeRequest, CStructConvertible {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.PauseCampaignRequest"
  static let descriptor = MessageDescriptor(campaign__v1__pause_campaign_request__init)

  /// The campaign to pause.
  public var campaignID: Int64

  /// A request for this campaign.
  public init(campaignID: Int64 = 0) {
    self.campaignID = campaignID
  }

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
public struct PauseCampaignResponse: StateChangeResponse, CStructConvertible {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.PauseCampaignResponse"
  static let descriptor = MessageDescriptor(campaign__v1__pause_campaign_response__init)

  /// The campaign as it is now.
  public var campaign: CampaignMessage?

  /// A response of this campaign.
  public init(campaign: CampaignMessage? = nil) {
    self.campaign = campaign
  }

  init(reading message: UnsafePointer<Campaign__V1__PauseCampaignResponse>, with codec: MessageCodec) {
    self.init(campaign: CampaignMessage(reading: message.pointee.campaign, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__PauseCampaignResponse> {
    let message = arena.make(Self.descriptor)
    message.pointee.campaign = arena.message(campaign)
    return message
  }
}

/// `campaign.v1.ResumeCampaignRequest`.
public struct ResumeCampaignRequest: StateChangeRequest, CStructConvertible {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.ResumeCampaignRequest"
  static let descriptor = MessageDescriptor(campaign__v1__resume_campaign_request__init)

  /// The campaign to resume.
  public var campaignID: Int64

  /// A request for this campaign.
  public init(campaignID: Int64 = 0) {
    self.campaignID = campaignID
  }

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
public struct ResumeCampaignResponse: StateChangeResponse, CStructConvertible {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.ResumeCampaignResponse"
  static let descriptor = MessageDescriptor(campaign__v1__resume_campaign_response__init)

  /// The campaign as it is now.
  public var campaign: CampaignMessage?

  /// A response of this campaign.
  public init(campaign: CampaignMessage? = nil) {
    self.campaign = campaign
  }

  init(reading message: UnsafePointer<Campaign__V1__ResumeCampaignResponse>, with codec: MessageCodec) {
    self.init(campaign: CampaignMessage(reading: message.pointee.campaign, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__ResumeCampaignResponse> {
    let message = arena.make(Self.descriptor)
    message.pointee.campaign = arena.message(campaign)
    return message
  }
}

/// `campaign.v1.CloseCampaignRequest`.
public struct CloseCampaignRequest: StateChangeRequest, CStructConvertible {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.CloseCampaignRequest"
  static let descriptor = MessageDescriptor(campaign__v1__close_campaign_request__init)

  /// The campaign to close.
  public var campaignID: Int64

  /// A request for this campaign.
  public init(campaignID: Int64 = 0) {
    self.campaignID = campaignID
  }

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
public struct CloseCampaignResponse: StateChangeResponse, CStructConvertible {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.CloseCampaignResponse"
  static let descriptor = MessageDescriptor(campaign__v1__close_campaign_response__init)

  /// The campaign as it is now.
  public var campaign: CampaignMessage?

  /// A response of this campaign.
  public init(campaign: CampaignMessage? = nil) {
    self.campaign = campaign
  }

  init(reading message: UnsafePointer<Campaign__V1__CloseCampaignResponse>, with codec: MessageCodec) {
    self.init(campaign: CampaignMessage(reading: message.pointee.campaign, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__CloseCampaignResponse> {
    let message = arena.make(Self.descriptor)
    message.pointee.campaign = arena.message(campaign)
    return message
  }
}
