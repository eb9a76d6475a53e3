import CCampaignProto

/// `campaign.v1.IssueCouponRequest`.
public struct IssueCouponRequest: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.IssueCouponRequest"

  /// The campaign to issue from.
  public var campaignID: Int64
  /// Who asks; needed where the campaign has a limit per user.
  public var userID: String
  /// A repeat with the same key and fields gives the same coupon.
  public var idempotencyKey: String

  /// A request of these fields.
  public init(campaignID: Int64 = 0, userID: String = "", idempotencyKey: String = "") {
    self.campaignID = campaignID
    self.userID = userID
    self.idempotencyKey = idempotencyKey
  }
}

extension IssueCouponRequest: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__issue_coupon_request__init)

  init(reading message: UnsafePointer<Campaign__V1__IssueCouponRequest>, with _: MessageCodec) {
    self.init(
      campaignID: message.pointee.campaign_id, userID: String(field: message.pointee.user_id),
      idempotencyKey: String(field: message.pointee.idempotency_key))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__IssueCouponRequest> {
    let message = arena.make(Self.descriptor)
    message.pointee.campaign_id = campaignID
    message.pointee.user_id = arena.string(userID)
    message.pointee.idempotency_key = arena.string(idempotencyKey)
    return message
  }
}

/// `campaign.v1.IssueCouponResponse`.
public struct IssueCouponResponse: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.IssueCouponResponse"

  /// The coupon.
  public var coupon: CouponMessage?
  /// It was issued by an earlier call that this one repeats.
  public var alreadyIssued: Bool

  /// A response of these fields.
  public init(coupon: CouponMessage? = nil, alreadyIssued: Bool = false) {
    self.coupon = coupon
    self.alreadyIssued = alreadyIssued
  }
}

extension IssueCouponResponse: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__issue_coupon_response__init)

  init(reading message: UnsafePointer<Campaign__V1__IssueCouponResponse>, with codec: MessageCodec) {
    self.init(
      coupon: CouponMessage(reading: message.pointee.coupon, with: codec),
      alreadyIssued: message.pointee.already_issued != 0)
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__IssueCouponResponse> {
    let message = arena.make(Self.descriptor)
    message.pointee.coupon = arena.message(coupon)
    message.pointee.already_issued = alreadyIssued ? 1 : 0
    return message
  }
}
