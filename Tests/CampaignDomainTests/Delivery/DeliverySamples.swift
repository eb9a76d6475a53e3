@testable import CampaignDomain

extension Delivery {
  /// A delivery of the sample campaign.
  static func sample(
    _ number: Int64 = 1, attempts: Int32 = 0, mayHaveArrived: Bool = false, location: String? = nil,
    pollCount: Int32 = 0, nextAttemptTime: Timestamp = .start, leaseEndTime: Timestamp? = nil, token: Int64 = 0
  ) -> Delivery {
    Delivery(
      requestID: RequestID(high: 0x7000, low: UInt64(number)),
      coupon: .sample(sequence: number, user: .sample("u\(number)")), attempts: attempts,
      mayHaveArrived: mayHaveArrived, location: location, pollCount: pollCount, nextAttemptTime: nextAttemptTime,
      leaseEndTime: leaseEndTime, token: token, error: nil)
  }

  /// The same, claimed at a time.
  func claimed(at now: Timestamp = .start, by rules: DeliveryRules = DeliveryRules()) -> Delivery {
    var delivery = self
    _ = delivery.claim(at: now, by: rules)
    return delivery
  }
}

extension DeliveryOutcome {
  static let down = DeliveryOutcome.again("down", .unreached)
  static let slow = DeliveryOutcome.again("slow", .unknown)
  static let busy = DeliveryOutcome.again("busy", .answered)
}

extension DeliveryURL {
  static let sample = DeliveryURL(alreadyChecked: "http://partner.test/coupons")
}
