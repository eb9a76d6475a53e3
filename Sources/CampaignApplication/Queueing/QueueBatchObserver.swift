public import CampaignDomain

/// Hears of each transaction of a queue's batch that was committed, once. It is called on the thread of the connection,
/// outside of locks, and must not block.
public protocol QueueBatchObserver: Sendable {
  /// Tells what was saved.
  func committed(_ change: QueueBatchChange)
}
