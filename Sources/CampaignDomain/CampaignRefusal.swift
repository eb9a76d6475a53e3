/// The reason why a campaign refuses what was asked of it. A refusal changes nothing.
public enum CampaignRefusal: Error, Hashable, Sendable {
  case notStarted(startTime: Timestamp, timeLeft: Duration)
  /// Its start has no time: nobody can tell when to come back.
  case neverStarts
  case closed
  case paused
  case soldOut
  case userLimitReached(limit: Int32)
  /// No further coupon can be numbered: what is left can't be issued.
  case sequencesUsedUp(CampaignID)
  /// The campaign has a limit for each user, and the call names no user.
  case userRequired
  /// The key belongs to a call with other fields.
  case idempotencyKeyReused
  /// Its coupons are issued through the queue alone.
  case queueOnly
  /// Its stock can't be set any more: a coupon was issued.
  case stockInUse
}
