import CCampaignProto

/// `campaign.v1.ListCampaignsRequest`.
public struct ListCampaignsRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.ListCampaignsRequest"

  /// How many campaigns a page has; 0: 100; at most 1,000.
  public var pageSize: Int32
  /// ``ListCampaignsResponse/nextPageToken`` of the page before; empty: the first page.
  public var pageToken: String

  /// A request of these fields.
  public init(pageSize: Int32 = 0, pageToken: String = "") {
    self.pageSize = pageSize
    self.pageToken = pageToken
  }
}

extension ListCampaignsRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__list_campaigns_request__init)

  init(reading message: UnsafePointer<Campaign__V1__ListCampaignsRequest>, with _: MessageCodec) {
    self.init(pageSize: message.pointee.page_size, pageToken: String(field: message.pointee.page_token))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__ListCampaignsRequest> {
    let message = arena.make(Self.descriptor)
    message.pointee.page_size = pageSize
    message.pointee.page_token = arena.string(pageToken)
    return message
  }
}

/// `campaign.v1.ListCampaignsResponse`.
public struct ListCampaignsResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.ListCampaignsResponse"

  /// The campaigns of this page, newest first.
  public var campaigns: [CampaignMessage]
  /// Asks for the page after this one; empty: this is the last.
  public var nextPageToken: String

  /// A response of these fields.
  public init(campaigns: [CampaignMessage] = [], nextPageToken: String = "") {
    self.campaigns = campaigns
    self.nextPageToken = nextPageToken
  }
}

extension ListCampaignsResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__list_campaigns_response__init)

  init(reading message: UnsafePointer<Campaign__V1__ListCampaignsResponse>, with codec: MessageCodec) {
    self.init(
      campaigns: CampaignMessage.readAll(message.pointee.campaigns, count: message.pointee.n_campaigns, with: codec),
      nextPageToken: String(field: message.pointee.next_page_token))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__ListCampaignsResponse> {
    let message = arena.make(Self.descriptor)
    message.pointee.n_campaigns = campaigns.count
    message.pointee.campaigns = arena.messages(campaigns)
    message.pointee.next_page_token = arena.string(nextPageToken)
    return message
  }
}
