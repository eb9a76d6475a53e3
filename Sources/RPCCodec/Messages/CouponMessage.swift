import CCampaignProto

/// `campaign.v1.Coupon`: a coupon that was issued.
public struct CouponMessage: Equatable, Sendable {
  /// The name in its proto file.
  public static let fullName = "campaign.v1.Coupon"

  /// 10 Hangul syllables and digits, unique across all campaigns.
  public var code: String
  /// The campaign that it belongs to.
  public var campaignID: Int64
  /// Who has it; empty where the campaign asks for no user.
  public var userID: String
  /// 1, 2, 3… in order of issue.
  public var sequence: Int64
  /// When it was issued.
  public var issueTime: ProtobufTimestamp?

  /// A coupon of these fields.
  public init(
    code: String = "", campaignID: Int64 = 0, userID: String = "", sequence: Int64 = 0,
    issueTime: ProtobufTimestamp? = nil
  ) {
    self.code = code
    self.campaignID = campaignID
    self.userID = userID
    self.sequence = sequence
    self.issueTime = issueTime
  }
}

extension CouponMessage: WireMessage, CStructConvertible {
  static let descriptor = MessageDescriptor(campaign__v1__coupon__init)

  init(reading message: UnsafePointer<Campaign__V1__Coupon>, with codec: MessageCodec) {
    self.init(
      code: String(field: message.pointee.code), campaignID: message.pointee.campaign_id,
      userID: String(field: message.pointee.user_id), sequence: message.pointee.sequence,
      issueTime: ProtobufTimestamp(reading: message.pointee.issue_time, with: codec))
  }

  func build(in arena: MessageArena) -> UnsafeMutablePointer<Campaign__V1__Coupon> {
    let message = arena.make(Self.descriptor)
    message.pointee.code = arena.string(code)
    message.pointee.campaign_id = campaignID
    message.pointee.user_id = arena.string(userID)
    message.pointee.sequence = sequence
    message.pointee.issue_time = arena.message(issueTime)
    return message
  }
}
