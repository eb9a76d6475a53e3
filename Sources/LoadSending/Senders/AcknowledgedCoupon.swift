/// A coupon that an answer promised.
public struct AcknowledgedCoupon: Equatable, Sendable, CustomStringConvertible {
  /// The coupon's code.
  public var code: CompactCode

  /// The request's number in its run; its user follows from it.
  public var request: UInt64

  /// The coupon's place in the order of issue.
  public var sequence: Int64

  /// True if the answer said that an earlier call had issued the coupon.
  public var isReplay: Bool

  /// The code.
  public var description: String { code.description }
}
