// Made of proto/campaign/v1/campaign_service.proto by scripts/proto.sh. Do not edit.
// swift-format-ignore-file
import CCampaignProto

/// `campaign.v1.CreateCampaignRequest`.
public struct CreateCampaignRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.CreateCampaignRequest"

  /// 1 to 200 Unicode scalars, none of them a control character.
  public var name: String
  /// 1 to 10,000,000.
  public var totalCoupons: Int64
  /// At most one of start_time and start_in; neither means now.
  public var startTime: ProtobufTimestamp?
  /// Counts from the database's now.
  public var startIn: ProtobufDuration?
  /// At most one of end_time and end_in; neither means never.
  public var endTime: ProtobufTimestamp?
  /// Counts from the database's now.
  public var endIn: ProtobufDuration?
  /// The most coupons of one user; 0: no limit.
  public var perUserLimit: Int32
  /// A repeat with the same key and fields gives the same campaign.
  public var idempotencyKey: String

  /// A message of these fields.
  public init(name: String = "", totalCoupons: Int64 = 0, startTime: ProtobufTimestamp? = nil, startIn: ProtobufDuration? = nil, endTime: ProtobufTimestamp? = nil, endIn: ProtobufDuration? = nil, perUserLimit: Int32 = 0, idempotencyKey: String = "") {
    self.name = name
    self.totalCoupons = totalCoupons
    self.startTime = startTime
    self.startIn = startIn
    self.endTime = endTime
    self.endIn = endIn
    self.perUserLimit = perUserLimit
    self.idempotencyKey = idempotencyKey
  }
}

extension CreateCampaignRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__create_campaign_request__init)

  init(reading message: UnsafePointer<Campaign__V1__CreateCampaignRequest>, with codec: MessageCodec) {
    self.init(name: String(field: message.pointee.name), totalCoupons: message.pointee.total_coupons, startTime: ProtobufTimestamp(reading: message.pointee.start_time, with: codec), startIn: ProtobufDuration(reading: message.pointee.start_in, with: codec), endTime: ProtobufTimestamp(reading: message.pointee.end_time, with: codec), endIn: ProtobufDuration(reading: message.pointee.end_in, with: codec), perUserLimit: message.pointee.per_user_limit, idempotencyKey: String(field: message.pointee.idempotency_key))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__CreateCampaignRequest> {
    let message = arena.make(Self.descriptor)
    message.pointee.name = arena.string(name)
    message.pointee.total_coupons = totalCoupons
    message.pointee.start_time = arena.message(startTime)
    message.pointee.start_in = arena.message(startIn)
    message.pointee.end_time = arena.message(endTime)
    message.pointee.end_in = arena.message(endIn)
    message.pointee.per_user_limit = perUserLimit
    message.pointee.idempotency_key = arena.string(idempotencyKey)
    return message
  }
}

extension CreateCampaignRequest: JSONRepresentable {
  /// Writes the message as a JSON object, by the protobuf JSON mapping.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("name", name)
      writer.field("totalCoupons", totalCoupons)
      writer.field("startTime", startTime)
      writer.field("startIn", startIn)
      writer.field("endTime", endTime)
      writer.field("endIn", endIn)
      writer.field("perUserLimit", perUserLimit)
      writer.field("idempotencyKey", idempotencyKey)
    }
  }
}

/// `campaign.v1.CreateCampaignResponse`.
public struct CreateCampaignResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.CreateCampaignResponse"

  /// The campaign: as it was created, or, where already_created, as it stands now.
  public var campaign: CampaignMessage?
  /// The campaign was created by an earlier call that this one repeats.
  public var alreadyCreated: Bool

  /// A message of these fields.
  public init(campaign: CampaignMessage? = nil, alreadyCreated: Bool = false) {
    self.campaign = campaign
    self.alreadyCreated = alreadyCreated
  }
}

extension CreateCampaignResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__create_campaign_response__init)

  init(reading message: UnsafePointer<Campaign__V1__CreateCampaignResponse>, with codec: MessageCodec) {
    self.init(campaign: CampaignMessage(reading: message.pointee.campaign, with: codec), alreadyCreated: message.pointee.already_created != 0)
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__CreateCampaignResponse> {
    let message = arena.make(Self.descriptor)
    message.pointee.campaign = arena.message(campaign)
    message.pointee.already_created = alreadyCreated ? 1 : 0
    return message
  }
}

extension CreateCampaignResponse: JSONRepresentable {
  /// Writes the message as a JSON object, by the protobuf JSON mapping.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("campaign", campaign)
      writer.field("alreadyCreated", alreadyCreated)
    }
  }
}

/// `campaign.v1.GetCampaignRequest`.
public struct GetCampaignRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.GetCampaignRequest"

  /// The campaign to read.
  public var campaignID: Int64
  /// The most coupons of a page. 0: 10,000, which is the maximum too; more is cut to it (AIP-158).
  public var pageSize: Int32
  /// next_page_token of the page before; empty: the first page.
  public var pageToken: String
  /// True: the campaign alone is wanted.
  public var omitCoupons: Bool

  /// A message of these fields.
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
    self.init(campaignID: message.pointee.campaign_id, pageSize: message.pointee.page_size, pageToken: String(field: message.pointee.page_token), omitCoupons: message.pointee.omit_coupons != 0)
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

extension GetCampaignRequest: JSONRepresentable {
  /// Writes the message as a JSON object, by the protobuf JSON mapping.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("campaignId", campaignID)
      writer.field("pageSize", pageSize)
      writer.field("pageToken", pageToken)
      writer.field("omitCoupons", omitCoupons)
    }
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
  /// The token of the page behind this one; empty: this is the last.
  public var nextPageToken: String

  /// A message of these fields.
  public init(campaign: CampaignMessage? = nil, coupons: [CouponMessage] = [], nextPageToken: String = "") {
    self.campaign = campaign
    self.coupons = coupons
    self.nextPageToken = nextPageToken
  }
}

extension GetCampaignResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__get_campaign_response__init)

  init(reading message: UnsafePointer<Campaign__V1__GetCampaignResponse>, with codec: MessageCodec) {
    self.init(campaign: CampaignMessage(reading: message.pointee.campaign, with: codec), coupons: CouponMessage.readAll(message.pointee.coupons, count: message.pointee.n_coupons, with: codec), nextPageToken: String(field: message.pointee.next_page_token))
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

extension GetCampaignResponse: JSONRepresentable {
  /// Writes the message as a JSON object, by the protobuf JSON mapping.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("campaign", campaign)
      writer.field("coupons", coupons)
      writer.field("nextPageToken", nextPageToken)
    }
  }
}

/// `campaign.v1.ListCampaignsRequest`.
public struct ListCampaignsRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.ListCampaignsRequest"

  /// The most campaigns of a page. 0: 100; at most 1,000, more is cut to it (AIP-158).
  public var pageSize: Int32
  /// next_page_token of the page before; empty: the first page.
  public var pageToken: String

  /// A message of these fields.
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

extension ListCampaignsRequest: JSONRepresentable {
  /// Writes the message as a JSON object, by the protobuf JSON mapping.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("pageSize", pageSize)
      writer.field("pageToken", pageToken)
    }
  }
}

/// `campaign.v1.ListCampaignsResponse`.
public struct ListCampaignsResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.ListCampaignsResponse"

  /// The campaigns of this page, newest first.
  public var campaigns: [CampaignMessage]
  /// The token of the page behind this one; empty: this is the last.
  public var nextPageToken: String

  /// A message of these fields.
  public init(campaigns: [CampaignMessage] = [], nextPageToken: String = "") {
    self.campaigns = campaigns
    self.nextPageToken = nextPageToken
  }
}

extension ListCampaignsResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__list_campaigns_response__init)

  init(reading message: UnsafePointer<Campaign__V1__ListCampaignsResponse>, with codec: MessageCodec) {
    self.init(campaigns: CampaignMessage.readAll(message.pointee.campaigns, count: message.pointee.n_campaigns, with: codec), nextPageToken: String(field: message.pointee.next_page_token))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__ListCampaignsResponse> {
    let message = arena.make(Self.descriptor)
    message.pointee.n_campaigns = campaigns.count
    message.pointee.campaigns = arena.messages(campaigns)
    message.pointee.next_page_token = arena.string(nextPageToken)
    return message
  }
}

extension ListCampaignsResponse: JSONRepresentable {
  /// Writes the message as a JSON object, by the protobuf JSON mapping.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("campaigns", campaigns)
      writer.field("nextPageToken", nextPageToken)
    }
  }
}

/// `campaign.v1.IssueCouponRequest`.
public struct IssueCouponRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.IssueCouponRequest"

  /// The campaign to issue from.
  public var campaignID: Int64
  /// The user who asks: up to 128 bytes, compared byte by byte; needed where the campaign has a per_user_limit.
  public var userID: String
  /// A key of the caller's choice, up to 128 bytes; a repeat with the same key and fields gives the same coupon.
  public var idempotencyKey: String

  /// A message of these fields.
  public init(campaignID: Int64 = 0, userID: String = "", idempotencyKey: String = "") {
    self.campaignID = campaignID
    self.userID = userID
    self.idempotencyKey = idempotencyKey
  }
}

extension IssueCouponRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__issue_coupon_request__init)

  init(reading message: UnsafePointer<Campaign__V1__IssueCouponRequest>, with _: MessageCodec) {
    self.init(campaignID: message.pointee.campaign_id, userID: String(field: message.pointee.user_id), idempotencyKey: String(field: message.pointee.idempotency_key))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__IssueCouponRequest> {
    let message = arena.make(Self.descriptor)
    message.pointee.campaign_id = campaignID
    message.pointee.user_id = arena.string(userID)
    message.pointee.idempotency_key = arena.string(idempotencyKey)
    return message
  }
}

extension IssueCouponRequest: JSONRepresentable {
  /// Writes the message as a JSON object, by the protobuf JSON mapping.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("campaignId", campaignID)
      writer.field("userId", userID)
      writer.field("idempotencyKey", idempotencyKey)
    }
  }
}

/// `campaign.v1.IssueCouponResponse`.
public struct IssueCouponResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.IssueCouponResponse"

  /// The coupon.
  public var coupon: CouponMessage?
  /// The coupon was issued by an earlier call that this one repeats.
  public var alreadyIssued: Bool

  /// A message of these fields.
  public init(coupon: CouponMessage? = nil, alreadyIssued: Bool = false) {
    self.coupon = coupon
    self.alreadyIssued = alreadyIssued
  }
}

extension IssueCouponResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__issue_coupon_response__init)

  init(reading message: UnsafePointer<Campaign__V1__IssueCouponResponse>, with codec: MessageCodec) {
    self.init(coupon: CouponMessage(reading: message.pointee.coupon, with: codec), alreadyIssued: message.pointee.already_issued != 0)
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__IssueCouponResponse> {
    let message = arena.make(Self.descriptor)
    message.pointee.coupon = arena.message(coupon)
    message.pointee.already_issued = alreadyIssued ? 1 : 0
    return message
  }
}

extension IssueCouponResponse: JSONRepresentable {
  /// Writes the message as a JSON object, by the protobuf JSON mapping.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("coupon", coupon)
      writer.field("alreadyIssued", alreadyIssued)
    }
  }
}

/// `campaign.v1.PauseCampaignRequest`.
public struct PauseCampaignRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.PauseCampaignRequest"

  /// The campaign to pause.
  public var campaignID: Int64

  /// A message of these fields.
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

extension PauseCampaignRequest: JSONRepresentable {
  /// Writes the message as a JSON object, by the protobuf JSON mapping.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("campaignId", campaignID)
    }
  }
}

/// `campaign.v1.PauseCampaignResponse`.
public struct PauseCampaignResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.PauseCampaignResponse"

  /// The campaign as it is now.
  public var campaign: CampaignMessage?

  /// A message of these fields.
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

extension PauseCampaignResponse: JSONRepresentable {
  /// Writes the message as a JSON object, by the protobuf JSON mapping.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("campaign", campaign)
    }
  }
}

/// `campaign.v1.ResumeCampaignRequest`.
public struct ResumeCampaignRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.ResumeCampaignRequest"

  /// The campaign to resume.
  public var campaignID: Int64

  /// A message of these fields.
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

extension ResumeCampaignRequest: JSONRepresentable {
  /// Writes the message as a JSON object, by the protobuf JSON mapping.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("campaignId", campaignID)
    }
  }
}

/// `campaign.v1.ResumeCampaignResponse`.
public struct ResumeCampaignResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.ResumeCampaignResponse"

  /// The campaign as it is now.
  public var campaign: CampaignMessage?

  /// A message of these fields.
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

extension ResumeCampaignResponse: JSONRepresentable {
  /// Writes the message as a JSON object, by the protobuf JSON mapping.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("campaign", campaign)
    }
  }
}

/// `campaign.v1.CloseCampaignRequest`.
public struct CloseCampaignRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.CloseCampaignRequest"

  /// The campaign to close.
  public var campaignID: Int64

  /// A message of these fields.
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

extension CloseCampaignRequest: JSONRepresentable {
  /// Writes the message as a JSON object, by the protobuf JSON mapping.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("campaignId", campaignID)
    }
  }
}

/// `campaign.v1.CloseCampaignResponse`.
public struct CloseCampaignResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.CloseCampaignResponse"

  /// The campaign as it is now.
  public var campaign: CampaignMessage?

  /// A message of these fields.
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

extension CloseCampaignResponse: JSONRepresentable {
  /// Writes the message as a JSON object, by the protobuf JSON mapping.
  public func writeJSON(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("campaign", campaign)
    }
  }
}
