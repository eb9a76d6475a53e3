public import CampaignDomain

/// The answer of memory to a call of IssueCoupon.
public enum IssueScreening: Equatable, Sendable {
  /// The refusal that the database would surely give.
  case refused(UseCaseError)
  /// Only the database can tell.
  case passed
  /// Memory can't be asked by these bytes: their fields may be at fault, which goes before all else.
  case undecided
}

/// Refuses calls of IssueCoupon from memory by the bytes of their fields, before a text, a `Call` or a completion is
/// made of them. A million losers cost no more than their answers.
public protocol RefusalMemory: AnyObject, Sendable {
  /// Never blocks. The bytes are sound UTF-8, and are looked at within the call only.
  func screen(
    by id: CampaignID, userID: UnsafeRawBufferPointer, idempotencyKey: UnsafeRawBufferPointer,
    at now: ContinuousClock.Instant
  ) -> IssueScreening
}

extension CampaignMemory: RefusalMemory {
  /// Answers by what is known of the campaign and its holders.
  public func screen(
    by id: CampaignID, userID: UnsafeRawBufferPointer, idempotencyKey: UnsafeRawBufferPointer,
    at now: ContinuousClock.Instant
  ) -> IssueScreening {
    guard TextRule.isPlainIdentifier(userID), TextRule.isPlainIdentifier(idempotencyKey) else { return .undecided }
    let caller = CallerFields(userID: userID, idempotencyKey: idempotencyKey)
    return refusal(of: caller, by: id, at: now).map { .refused($0) } ?? .passed
  }
}
