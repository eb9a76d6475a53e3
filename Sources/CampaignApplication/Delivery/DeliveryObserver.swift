public import CampaignDomain

/// Hears of each transaction about deliveries that was committed, once. It is called on the thread of the connection,
/// outside of locks, and must not block.
public protocol DeliveryObserver: Sendable {
  /// Tells what was saved.
  func committed(_ change: DeliveryChange)
}
