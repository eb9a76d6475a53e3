import CCampaignProto

/// `campaign.v1.CreateCampaignRequest`.
public struct CreateCampaignRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.CreateCampaignRequest"

  /// 1 to 200 Unicode scalars, none of them a control character.
  public var name: String
  /// 1 to 10,000,000.
  public var totalCoupons: Int64
  /// At most one of this and ``startIn``; neither means now.
  public var startTime: ProtobufTimestamp?
  /// The span from the database's now to the start.
  public var startIn: ProtobufDuration?
  /// At most one of this and ``endIn``; neither means never.
  public var endTime: ProtobufTimestamp?
  /// The span from the database's now to the end.
  public var endIn: ProtobufDuration?
  /// How many coupons one user may have; 0: no limit.
  public var perUserLimit: Int32
  /// A repeat with the same key and fields gives the same campaign.
  public var idempotencyKey: String

  /// A request of these fields.
  public init(
    name: String = "", totalCoupons: Int64 = 0, startTime: ProtobufTimestamp? = nil, startIn: ProtobufDuration? = nil,
    endTime: ProtobufTimestamp? = nil, endIn: ProtobufDuration? = nil, perUserLimit: Int32 = 0,
    idempotencyKey: String = ""
  ) {
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
    self.init(
      name: String(field: message.pointee.name), totalCoupons: message.pointee.total_coupons,
      startTime: ProtobufTimestamp(reading: message.pointee.start_time, with: codec),
      startIn: ProtobufDuration(reading: message.pointee.start_in, with: codec),
      endTime: ProtobufTimestamp(reading: message.pointee.end_time, with: codec),
      endIn: ProtobufDuration(reading: message.pointee.end_in, with: codec),
      perUserLimit: message.pointee.per_user_limit, idempotencyKey: String(field: message.pointee.idempotency_key))
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

/// `campaign.v1.CreateCampaignResponse`.
public struct CreateCampaignResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.CreateCampaignResponse"

  /// The campaign: as it was created, or, where ``alreadyCreated``, as it stands now.
  public var campaign: CampaignMessage?
  /// It was created by an earlier call that this one repeats.
  public var alreadyCreated: Bool

  /// A response of these fields.
  public init(campaign: CampaignMessage? = nil, alreadyCreated: Bool = false) {
    self.campaign = campaign
    self.alreadyCreated = alreadyCreated
  }
}

extension CreateCampaignResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__create_campaign_response__init)

  init(reading message: UnsafePointer<Campaign__V1__CreateCampaignResponse>, with codec: MessageCodec) {
    self.init(
      campaign: CampaignMessage(reading: message.pointee.campaign, with: codec),
      alreadyCreated: message.pointee.already_created != 0)
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__CreateCampaignResponse> {
    let message = arena.make(Self.descriptor)
    message.pointee.campaign = arena.message(campaign)
    message.pointee.already_created = alreadyCreated ? 1 : 0
    return message
  }
}
