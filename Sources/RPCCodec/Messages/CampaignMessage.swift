import CCampaignProto

/// `campaign.v1.Campaign`: a limited number of coupons, issued first come, first served from the start time on.
public struct CampaignMessage: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.Campaign"

  /// The campaign's number.
  public var id: Int64
  /// What people call it.
  public var name: String
  /// How many coupons there are in all.
  public var totalCoupons: Int64
  /// How many were issued.
  public var issuedCoupons: Int64
  /// How many are left.
  public var remainingCoupons: Int64
  /// From when on coupons are issued; absent: not until somebody gives it a start.
  public var startTime: ProtobufTimestamp?
  /// Until when; absent: it never ends.
  public var endTime: ProtobufTimestamp?
  /// How many coupons one user may have; 0: no limit.
  public var perUserLimit: Int32
  /// Where it stands.
  public var state: CampaignStateMessage
  /// When it went from scheduled to open; absent before that.
  public var openedTime: ProtobufTimestamp?
  /// When it was created.
  public var createTime: ProtobufTimestamp?

  /// A campaign of these fields.
  public init(
    id: Int64 = 0, name: String = "", totalCoupons: Int64 = 0, issuedCoupons: Int64 = 0, remainingCoupons: Int64 = 0,
    startTime: ProtobufTimestamp? = nil, endTime: ProtobufTimestamp? = nil, perUserLimit: Int32 = 0,
    state: CampaignStateMessage = .unspecified, openedTime: ProtobufTimestamp? = nil,
    createTime: ProtobufTimestamp? = nil
  ) {
    self.id = id
    self.name = name
    self.totalCoupons = totalCoupons
    self.issuedCoupons = issuedCoupons
    self.remainingCoupons = remainingCoupons
    self.startTime = startTime
    self.endTime = endTime
    self.perUserLimit = perUserLimit
    self.state = state
    self.openedTime = openedTime
    self.createTime = createTime
  }
}

extension CampaignMessage: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__campaign__init)

  init(reading message: UnsafePointer<Campaign__V1__Campaign>, with codec: MessageCodec) {
    self.init(
      id: message.pointee.id, name: String(field: message.pointee.name), totalCoupons: message.pointee.total_coupons,
      issuedCoupons: message.pointee.issued_coupons, remainingCoupons: message.pointee.remaining_coupons,
      startTime: ProtobufTimestamp(reading: message.pointee.start_time, with: codec),
      endTime: ProtobufTimestamp(reading: message.pointee.end_time, with: codec),
      perUserLimit: message.pointee.per_user_limit, state: CampaignStateMessage(reading: message.pointee.state),
      openedTime: ProtobufTimestamp(reading: message.pointee.opened_time, with: codec),
      createTime: ProtobufTimestamp(reading: message.pointee.create_time, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__Campaign> {
    let message = arena.make(Self.descriptor)
    message.pointee.id = id
    message.pointee.name = arena.string(name)
    message.pointee.total_coupons = totalCoupons
    message.pointee.issued_coupons = issuedCoupons
    message.pointee.remaining_coupons = remainingCoupons
    message.pointee.start_time = arena.message(startTime)
    message.pointee.end_time = arena.message(endTime)
    message.pointee.per_user_limit = perUserLimit
    message.pointee.state = state.cValue
    message.pointee.opened_time = arena.message(openedTime)
    message.pointee.create_time = arena.message(createTime)
    return message
  }
}
