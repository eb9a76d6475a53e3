public import CampaignDomain

/// Saves what becomes of deliveries in a transaction of the campaign's. Locks are taken in one order: the campaign's
/// row, its line's, entries, coupons, deliveries, compensations.
public protocol DeliveryStagingSession: IssueSession {
  /// Has the line, the deliveries, the entries that ended and the compensations saved with the next commit. The line
  /// must be locked in the same transaction. A transaction that ends without a commit forgets it.
  func stage(_ change: DeliveryChange)
}
