/// The coupon that a compensation is about, with all that it takes to give it back.
public struct CompensationSubject: Hashable, Sendable {
  /// The coupon's campaign.
  public let campaignID: CampaignID
  /// The coupon's sequence.
  public let sequence: Int64
  /// The coupon's code.
  public let code: CouponCode
  /// The user who had it; `nil`: nobody in particular.
  public let userID: UserID?
  /// The request by which it was handed out; `nil` for a coupon that was handed to nobody.
  public let requestID: RequestID?
  /// The service that it was handed to; `nil`: none.
  public let deliveryURL: DeliveryURL?
  /// True where the stock is returned once the coupon is revoked.
  public let returnsStock: Bool
  /// The reason: `DELIVERY_REFUSED`, `DELIVERY_UNKNOWN`, or what an admin gave.
  public let reason: String

  /// The subject of a compensation.
  public init(
    campaignID: CampaignID, sequence: Int64, code: CouponCode, userID: UserID?, requestID: RequestID?,
    deliveryURL: DeliveryURL?, returnsStock: Bool, reason: String
  ) {
    self.campaignID = campaignID
    self.sequence = sequence
    self.code = code
    self.userID = userID
    self.requestID = requestID
    self.deliveryURL = deliveryURL
    self.returnsStock = returnsStock
    self.reason = reason
  }

  /// `CAMPAIGN/SEQUENCE`: one compensation of a kind for each coupon.
  public var reference: String { "\(campaignID.rawValue)/\(sequence)" }
}

/// The reason why a payload says no subject.
public struct CompensationFault: Error, Hashable, Sendable {
  /// One line in English for the log, the row's error and its readers.
  public let text: String

  /// A fault in these words.
  public init(_ text: String) {
    self.text = text
  }
}

extension Compensation {
  /// The campaign of the reference; number 0 where it names none. The payload is not asked.
  public var referenceCampaign: CampaignID {
    let digits = reference.utf8.prefix { (0x30...0x39).contains($0) }
    let isFollowedBySlash = reference.utf8.dropFirst(digits.count).first == UInt8(ascii: "/")
    guard (1...18).contains(digits.count), isFollowedBySlash, let number = Int64(Substring(digits)) else {
      return CampaignID(rawValue: 0)
    }
    return CampaignID(rawValue: number)
  }
}
