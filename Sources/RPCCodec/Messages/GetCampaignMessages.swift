import CCampaignProto

/// `campaign.v1.GetCampaignRequest`.
public struct GetCampaignRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.GetCampaignRequest"

  /// The campaign to read.
  public var campaignID: Int64
  /// How many coupons a page has; 0: 10,000, which is the maximum too.
  public var pageSize: Int32
  /// ``GetCampaignResponse/nextPageToken`` of the page before; empty: the first page.
  public var pageToken: String
  /// Only the campaign itself is wanted.
  public var omitCoupons: Bool

  /// A request of these fields.
  public init(campaignID: Int64 = 0, pageSize: Int32 = 0, pageToken: String = "", omitCoupons: Bool = false) {
    self.campaignID = campaignID
    self.pageSize = pageSize
    self.pageToken = pageToken
    self.omitCoupons = omitCoupons
  }
}

extension GetCampaignRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__get_campaign_request__init)

  init(reading message: UnsafePointer<Campaign__V1__GetCampaignRequest>, with _: MessageCodec) {
    self.init(
      campaignID: message.pointee.campaign_id, pageSize: message.pointee.page_size,
      pageToken: String(field: message.pointee.page_token), omitCoupons: message.pointee.omit_coupons != 0)
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__GetCampaignRequest> {
    let message = arena.make(Self.descriptor)
    message.pointee.campaign_id = campaignID
    message.pointee.page_size = pageSize
    message.pointee.page_token = arena.string(pageToken)
    message.pointee.omit_coupons = omitCoupons ? 1 : 0
    return message
  }
}

/// `campaign.v1.GetCampaignResponse`.
public struct GetCampaignResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.GetCampaignResponse"

  /// The campaign.
  public var campaign: CampaignMessage?
  /// The coupons of this page, by sequence.
  public var coupons: [CouponMessage]
  /// Asks for the page after this one; empty: this is the last.
  public var nextPageToken: String

  /// A response of these fields.
  public init(campaign: CampaignMessage? = nil, coupons: [CouponMessage] = [], nextPageToken: String = "") {
    self.campaign = campaign
    self.coupons = coupons
    self.nextPageToken = nextPageToken
  }
}

extension GetCampaignResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__get_campaign_response__init)

  init(reading message: UnsafePointer<Campaign__V1__GetCampaignResponse>, with codec: MessageCodec) {
    self.init(
      campaign: CampaignMessage(reading: message.pointee.campaign, with: codec),
      coupons: CouponMessage.readAll(message.pointee.coupons, count: message.pointee.n_coupons, with: codec),
      nextPageToken: String(field: message.pointee.next_page_token))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__GetCampaignResponse> {
    let message = arena.make(Self.descriptor)
    message.pointee.campaign = arena.message(campaign)
    message.pointee.n_coupons = coupons.count
    message.pointee.coupons = arena.messages(coupons)
    message.pointee.next_page_token = arena.string(nextPageToken)
    return message
  }
}
