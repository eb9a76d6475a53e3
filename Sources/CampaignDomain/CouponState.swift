/// A state of a coupon that was issued (issue "Delivery, revocation and compensation", "Revocation").
public enum CouponState: Hashable, Sendable {
  case issued
  /// Being taken back from the service that has it, or may have it, since this time.
  case revokePending(since: Timestamp)
  /// Taken back at this time.
  case revoked(at: Timestamp)

  /// True where it is good: the others count for their user's limit, unless their stock was returned, and are nobody's
  /// to be given again.
  public var isIssued: Bool { self == .issued }

  /// The time of the revocation; `nil`: it is not revoked.
  public var revokedTime: Timestamp? { if case .revoked(let time) = self { time } else { nil } }
}
