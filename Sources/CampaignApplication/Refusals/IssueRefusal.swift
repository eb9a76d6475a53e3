public import CampaignDomain

/// Refuses calls of IssueCoupon from memory by the bytes of their fields, before a text, a `Call` or a completion is made
/// of them. A million losers cost no more than their answers.
public protocol IssueRefusal: Sendable {
  /// The refusal that the database would surely give; nil: only the use case can tell. Never blocks. The bytes are sound
  /// UTF-8, and are looked at within the call only.
  func refusal(
    by id: CampaignID, userID: UnsafeRawBufferPointer, idempotencyKey: UnsafeRawBufferPointer,
    at now: ContinuousClock.Instant
  ) -> UseCaseError?
}

extension IssueCoupon: IssueRefusal {
  /// Fields that may be at fault are left to `execute`, which checks them before all else.
  public func refusal(
    by id: CampaignID, userID: UnsafeRawBufferPointer, idempotencyKey: UnsafeRawBufferPointer,
    at now: ContinuousClock.Instant
  ) -> UseCaseError? {
    guard TextRule.isPlainIdentifier(userID), TextRule.isPlainIdentifier(idempotencyKey) else { return nil }
    return engine.refusal(of: CallerFields(userID: userID, idempotencyKey: idempotencyKey), by: id, at: now)
  }
}
