/// A coupon that an answer promised.
struct AcknowledgedCoupon: Equatable, Sendable {
  var code: CompactCode

  /// The request's number in the schedule; its user follows from it.
  var request: UInt64

  /// The coupon's place in the order of issue.
  var sequence: Int64

  /// The answer said that an earlier call had issued the coupon.
  var isReplay: Bool
}
