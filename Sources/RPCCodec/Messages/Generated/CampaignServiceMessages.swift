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
  /// The partner's service that each coupon is handed to (http or https, 2,048 bytes at most); implies queue_only.
  public var deliveryURL: String
  /// True: coupons are issued through the queue alone, and IssueCoupon is refused.
  public var queueOnly: Bool

  /// A message of these fields.
  public init(name: String = "", totalCoupons: Int64 = 0, startTime: ProtobufTimestamp? = nil, startIn: ProtobufDuration? = nil, endTime: ProtobufTimestamp? = nil, endIn: ProtobufDuration? = nil, perUserLimit: Int32 = 0, idempotencyKey: String = "", deliveryURL: String = "", queueOnly: Bool = false) {
    self.name = name
    self.totalCoupons = totalCoupons
    self.startTime = startTime
    self.startIn = startIn
    self.endTime = endTime
    self.endIn = endIn
    self.perUserLimit = perUserLimit
    self.idempotencyKey = idempotencyKey
    self.deliveryURL = deliveryURL
    self.queueOnly = queueOnly
  }
}

extension CreateCampaignRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__create_campaign_request__init)

  init(reading message: UnsafePointer<Campaign__V1__CreateCampaignRequest>, with codec: MessageCodec) {
    self.init(name: String(field: message.pointee.name), totalCoupons: message.pointee.total_coupons, startTime: ProtobufTimestamp(reading: message.pointee.start_time, with: codec), startIn: ProtobufDuration(reading: message.pointee.start_in, with: codec), endTime: ProtobufTimestamp(reading: message.pointee.end_time, with: codec), endIn: ProtobufDuration(reading: message.pointee.end_in, with: codec), perUserLimit: message.pointee.per_user_limit, idempotencyKey: String(field: message.pointee.idempotency_key), deliveryURL: String(field: message.pointee.delivery_url), queueOnly: message.pointee.queue_only != 0)
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__CreateCampaignRequest> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.name = arena.string(name)
    structure.pointee.total_coupons = totalCoupons
    structure.pointee.start_time = arena.message(startTime)
    structure.pointee.start_in = arena.message(startIn)
    structure.pointee.end_time = arena.message(endTime)
    structure.pointee.end_in = arena.message(endIn)
    structure.pointee.per_user_limit = perUserLimit
    structure.pointee.idempotency_key = arena.string(idempotencyKey)
    structure.pointee.delivery_url = arena.string(deliveryURL)
    structure.pointee.queue_only = queueOnly ? 1 : 0
    return structure
  }
}

extension CreateCampaignRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("name", name)
    writer.field("totalCoupons", totalCoupons)
    writer.field("startTime", startTime)
    writer.field("startIn", startIn)
    writer.field("endTime", endTime)
    writer.field("endIn", endIn)
    writer.field("perUserLimit", perUserLimit)
    writer.field("idempotencyKey", idempotencyKey)
    writer.field("deliveryUrl", deliveryURL)
    writer.field("queueOnly", queueOnly)
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
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign = arena.message(campaign)
    structure.pointee.already_created = alreadyCreated ? 1 : 0
    return structure
  }
}

extension CreateCampaignResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaign", campaign)
    writer.field("alreadyCreated", alreadyCreated)
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
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign_id = campaignID
    structure.pointee.page_size = pageSize
    structure.pointee.page_token = arena.string(pageToken)
    structure.pointee.omit_coupons = omitCoupons ? 1 : 0
    return structure
  }
}

extension GetCampaignRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaignId", campaignID)
    writer.field("pageSize", pageSize)
    writer.field("pageToken", pageToken)
    writer.field("omitCoupons", omitCoupons)
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
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign = arena.message(campaign)
    structure.pointee.n_coupons = coupons.count
    structure.pointee.coupons = arena.messages(coupons)
    structure.pointee.next_page_token = arena.string(nextPageToken)
    return structure
  }
}

extension GetCampaignResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaign", campaign)
    writer.field("coupons", coupons)
    writer.field("nextPageToken", nextPageToken)
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
    let structure = arena.make(Self.descriptor)
    structure.pointee.page_size = pageSize
    structure.pointee.page_token = arena.string(pageToken)
    return structure
  }
}

extension ListCampaignsRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("pageSize", pageSize)
    writer.field("pageToken", pageToken)
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
    let structure = arena.make(Self.descriptor)
    structure.pointee.n_campaigns = campaigns.count
    structure.pointee.campaigns = arena.messages(campaigns)
    structure.pointee.next_page_token = arena.string(nextPageToken)
    return structure
  }
}

extension ListCampaignsResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaigns", campaigns)
    writer.field("nextPageToken", nextPageToken)
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
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign_id = campaignID
    structure.pointee.user_id = arena.string(userID)
    structure.pointee.idempotency_key = arena.string(idempotencyKey)
    return structure
  }
}

extension IssueCouponRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaignId", campaignID)
    writer.field("userId", userID)
    writer.field("idempotencyKey", idempotencyKey)
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
    let structure = arena.make(Self.descriptor)
    structure.pointee.coupon = arena.message(coupon)
    structure.pointee.already_issued = alreadyIssued ? 1 : 0
    return structure
  }
}

extension IssueCouponResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("coupon", coupon)
    writer.field("alreadyIssued", alreadyIssued)
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
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign_id = campaignID
    return structure
  }
}

extension PauseCampaignRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaignId", campaignID)
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
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign = arena.message(campaign)
    return structure
  }
}

extension PauseCampaignResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaign", campaign)
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
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign_id = campaignID
    return structure
  }
}

extension ResumeCampaignRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaignId", campaignID)
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
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign = arena.message(campaign)
    return structure
  }
}

extension ResumeCampaignResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaign", campaign)
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
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign_id = campaignID
    return structure
  }
}

extension CloseCampaignRequest: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaignId", campaignID)
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
    let structure = arena.make(Self.descriptor)
    structure.pointee.campaign = arena.message(campaign)
    return structure
  }
}

extension CloseCampaignResponse: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("campaign", campaign)
  }
}

extension MethodName {
  /// The method `CreateCampaign` of `campaign.v1.CampaignService`.
  public static let createCampaign = MethodName(service: "campaign.v1.CampaignService", method: "CreateCampaign")
}

extension CreateCampaignRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = CreateCampaignResponse
  /// The method that takes the request.
  public static var method: MethodName { .createCampaign }
}

extension MethodName {
  /// The campaign with every issued coupon, page by page.
  public static let getCampaign = MethodName(service: "campaign.v1.CampaignService", method: "GetCampaign")
}

extension GetCampaignRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = GetCampaignResponse
  /// The method that takes the request.
  public static var method: MethodName { .getCampaign }
}

extension MethodName {
  /// The method `ListCampaigns` of `campaign.v1.CampaignService`.
  public static let listCampaigns = MethodName(service: "campaign.v1.CampaignService", method: "ListCampaigns")
}

extension ListCampaignsRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = ListCampaignsResponse
  /// The method that takes the request.
  public static var method: MethodName { .listCampaigns }
}

extension MethodName {
  /// The method `IssueCoupon` of `campaign.v1.CampaignService`.
  public static let issueCoupon = MethodName(service: "campaign.v1.CampaignService", method: "IssueCoupon")
}

extension IssueCouponRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = IssueCouponResponse
  /// The method that takes the request.
  public static var method: MethodName { .issueCoupon }
}

extension MethodName {
  /// The method `PauseCampaign` of `campaign.v1.CampaignService`.
  public static let pauseCampaign = MethodName(service: "campaign.v1.CampaignService", method: "PauseCampaign")
}

extension PauseCampaignRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = PauseCampaignResponse
  /// The method that takes the request.
  public static var method: MethodName { .pauseCampaign }
}

extension MethodName {
  /// The method `ResumeCampaign` of `campaign.v1.CampaignService`.
  public static let resumeCampaign = MethodName(service: "campaign.v1.CampaignService", method: "ResumeCampaign")
}

extension ResumeCampaignRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = ResumeCampaignResponse
  /// The method that takes the request.
  public static var method: MethodName { .resumeCampaign }
}

extension MethodName {
  /// The method `CloseCampaign` of `campaign.v1.CampaignService`.
  public static let closeCampaign = MethodName(service: "campaign.v1.CampaignService", method: "CloseCampaign")
}

extension CloseCampaignRequest: MethodRequest {
  /// The response of the method.
  public typealias Response = CloseCampaignResponse
  /// The method that takes the request.
  public static var method: MethodName { .closeCampaign }
}
