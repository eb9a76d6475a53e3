// Made of proto/campaign/v1/campaign.proto by scripts/proto.sh. Do not edit.
// swift-format-ignore-file
import CCampaignProto

/// `campaign.v1.CampaignState`. It is open: a number that this version doesn't know survives.
/// A state of a campaign. "Sold out" is none: it is remaining_coupons = 0.
public struct CampaignStateMessage: RawRepresentable, Hashable, Sendable {
  /// Not said.
  public static let unspecified = CampaignStateMessage(rawValue: 0)
  /// Before its start.
  public static let scheduled = CampaignStateMessage(rawValue: 1)
  /// Issuing.
  public static let open = CampaignStateMessage(rawValue: 2)
  /// Stopped for a while.
  public static let paused = CampaignStateMessage(rawValue: 3)
  /// Over.
  public static let closed = CampaignStateMessage(rawValue: 4)

  /// The number in a message.
  public var rawValue: Int32

  /// The value of a number, known or not.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// The name in the proto file; `nil` for a number that it doesn't have.
  public var name: String? {
    switch self {
    case .unspecified: "CAMPAIGN_STATE_UNSPECIFIED"
    case .scheduled: "CAMPAIGN_STATE_SCHEDULED"
    case .open: "CAMPAIGN_STATE_OPEN"
    case .paused: "CAMPAIGN_STATE_PAUSED"
    case .closed: "CAMPAIGN_STATE_CLOSED"
    default: nil
    }
  }
}

extension CampaignStateMessage {
  init(reading value: Campaign__V1__CampaignState) { self.init(rawValue: Int32(truncatingIfNeeded: value.rawValue)) }

  var cValue: Campaign__V1__CampaignState { Campaign__V1__CampaignState(rawValue: .init(truncatingIfNeeded: rawValue)) }
}

/// `campaign.v1.CouponState`. It is open: a number that this version doesn't know survives.
/// A state of a coupon.
public struct CouponStateMessage: RawRepresentable, Hashable, Sendable {
  /// Not said.
  public static let unspecified = CouponStateMessage(rawValue: 0)
  /// Good.
  public static let issued = CouponStateMessage(rawValue: 1)
  /// Being taken back from the partner's service that has it, or may have it.
  public static let revokePending = CouponStateMessage(rawValue: 2)
  /// Taken back.
  public static let revoked = CouponStateMessage(rawValue: 3)

  /// The number in a message.
  public var rawValue: Int32

  /// The value of a number, known or not.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// The name in the proto file; `nil` for a number that it doesn't have.
  public var name: String? {
    switch self {
    case .unspecified: "COUPON_STATE_UNSPECIFIED"
    case .issued: "COUPON_STATE_ISSUED"
    case .revokePending: "COUPON_STATE_REVOKE_PENDING"
    case .revoked: "COUPON_STATE_REVOKED"
    default: nil
    }
  }
}

extension CouponStateMessage {
  init(reading value: Campaign__V1__CouponState) { self.init(rawValue: Int32(truncatingIfNeeded: value.rawValue)) }

  var cValue: Campaign__V1__CouponState { Campaign__V1__CouponState(rawValue: .init(truncatingIfNeeded: rawValue)) }
}

/// `campaign.v1.Campaign`.
/// A limited number of coupons that is issued first come, first served from start_time on.
public struct CampaignMessage: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.Campaign"

  /// The campaign's number.
  public var id: Int64
  /// For people.
  public var name: String
  /// The number of coupons in all.
  public var totalCoupons: Int64
  /// The number of coupons that were issued: issued_coupons = total_coupons - remaining_coupons.
  public var issuedCoupons: Int64
  /// The number of coupons that are left.
  public var remainingCoupons: Int64
  /// The time from which on coupons are issued. Absent: the campaign doesn't start until somebody gives it a start.
  public var startTime: ProtobufTimestamp?
  /// The time of its end. Absent: the campaign never ends.
  public var endTime: ProtobufTimestamp?
  /// The most coupons of one user; 0: no limit.
  public var perUserLimit: Int32
  /// The state of the campaign.
  public var state: CampaignStateMessage
  /// The time of the one transition from SCHEDULED to OPEN; absent before it.
  public var openedTime: ProtobufTimestamp?
  /// The time of its creation.
  public var createTime: ProtobufTimestamp?
  /// The partner's service that each coupon is handed to; empty: coupons are handed to nobody.
  public var deliveryURL: String
  /// Coupons are issued through the queue alone: IssueCoupon is refused.
  public var queueOnly: Bool

  /// A message of these fields.
  public init(id: Int64 = 0, name: String = "", totalCoupons: Int64 = 0, issuedCoupons: Int64 = 0, remainingCoupons: Int64 = 0, startTime: ProtobufTimestamp? = nil, endTime: ProtobufTimestamp? = nil, perUserLimit: Int32 = 0, state: CampaignStateMessage = .unspecified, openedTime: ProtobufTimestamp? = nil, createTime: ProtobufTimestamp? = nil, deliveryURL: String = "", queueOnly: Bool = false) {
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
    self.deliveryURL = deliveryURL
    self.queueOnly = queueOnly
  }
}

extension CampaignMessage: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__campaign__init)

  init(reading message: UnsafePointer<Campaign__V1__Campaign>, with codec: MessageCodec) {
    self.init(id: message.pointee.id, name: String(field: message.pointee.name), totalCoupons: message.pointee.total_coupons, issuedCoupons: message.pointee.issued_coupons, remainingCoupons: message.pointee.remaining_coupons, startTime: ProtobufTimestamp(reading: message.pointee.start_time, with: codec), endTime: ProtobufTimestamp(reading: message.pointee.end_time, with: codec), perUserLimit: message.pointee.per_user_limit, state: CampaignStateMessage(reading: message.pointee.state), openedTime: ProtobufTimestamp(reading: message.pointee.opened_time, with: codec), createTime: ProtobufTimestamp(reading: message.pointee.create_time, with: codec), deliveryURL: String(field: message.pointee.delivery_url), queueOnly: message.pointee.queue_only != 0)
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__Campaign> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.id = id
    structure.pointee.name = arena.string(name)
    structure.pointee.total_coupons = totalCoupons
    structure.pointee.issued_coupons = issuedCoupons
    structure.pointee.remaining_coupons = remainingCoupons
    structure.pointee.start_time = arena.message(startTime)
    structure.pointee.end_time = arena.message(endTime)
    structure.pointee.per_user_limit = perUserLimit
    structure.pointee.state = state.cValue
    structure.pointee.opened_time = arena.message(openedTime)
    structure.pointee.create_time = arena.message(createTime)
    structure.pointee.delivery_url = arena.string(deliveryURL)
    structure.pointee.queue_only = queueOnly ? 1 : 0
    return structure
  }
}

extension CampaignMessage: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("id", id)
    writer.field("name", name)
    writer.field("totalCoupons", totalCoupons)
    writer.field("issuedCoupons", issuedCoupons)
    writer.field("remainingCoupons", remainingCoupons)
    writer.field("startTime", startTime)
    writer.field("endTime", endTime)
    writer.field("perUserLimit", perUserLimit)
    writer.field("state", enumName: state.name, number: state.rawValue)
    writer.field("openedTime", openedTime)
    writer.field("createTime", createTime)
    writer.field("deliveryUrl", deliveryURL)
    writer.field("queueOnly", queueOnly)
  }
}

/// `campaign.v1.Coupon`.
/// A coupon that was issued.
public struct CouponMessage: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.Coupon"

  /// 10 Hangul syllables and digits, unique across all campaigns; the last checks the others.
  public var code: String
  /// The campaign that it belongs to.
  public var campaignID: Int64
  /// The user who has it; empty where the campaign asks for none.
  public var userID: String
  /// 1, 2, 3... in order of issue.
  public var sequence: Int64
  /// The time of its issue.
  public var issueTime: ProtobufTimestamp?
  /// The state of the coupon.
  public var state: CouponStateMessage
  /// The time since which it is revoked; absent: it is not.
  public var revokedTime: ProtobufTimestamp?

  /// A message of these fields.
  public init(code: String = "", campaignID: Int64 = 0, userID: String = "", sequence: Int64 = 0, issueTime: ProtobufTimestamp? = nil, state: CouponStateMessage = .unspecified, revokedTime: ProtobufTimestamp? = nil) {
    self.code = code
    self.campaignID = campaignID
    self.userID = userID
    self.sequence = sequence
    self.issueTime = issueTime
    self.state = state
    self.revokedTime = revokedTime
  }
}

extension CouponMessage: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__coupon__init)

  init(reading message: UnsafePointer<Campaign__V1__Coupon>, with codec: MessageCodec) {
    self.init(code: String(field: message.pointee.code), campaignID: message.pointee.campaign_id, userID: String(field: message.pointee.user_id), sequence: message.pointee.sequence, issueTime: ProtobufTimestamp(reading: message.pointee.issue_time, with: codec), state: CouponStateMessage(reading: message.pointee.state), revokedTime: ProtobufTimestamp(reading: message.pointee.revoked_time, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__Coupon> {
    let structure = arena.make(Self.descriptor)
    structure.pointee.code = arena.string(code)
    structure.pointee.campaign_id = campaignID
    structure.pointee.user_id = arena.string(userID)
    structure.pointee.sequence = sequence
    structure.pointee.issue_time = arena.message(issueTime)
    structure.pointee.state = state.cValue
    structure.pointee.revoked_time = arena.message(revokedTime)
    return structure
  }
}

extension CouponMessage: JSONRepresentable, JSONObject {
  func writeFields(to writer: inout JSONWriter) {
    writer.field("code", code)
    writer.field("campaignId", campaignID)
    writer.field("userId", userID)
    writer.field("sequence", sequence)
    writer.field("issueTime", issueTime)
    writer.field("state", enumName: state.name, number: state.rawValue)
    writer.field("revokedTime", revokedTime)
  }
}
