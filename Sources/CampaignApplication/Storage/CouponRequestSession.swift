public import CampaignDomain

/// Sessions for looking at coupon requests.
public protocol CouponRequestDatabase: SessionPool where Session: CouponRequestSession {}

/// Reads coupon requests as they are committed at this moment, and changes nothing.
public protocol CouponRequestSession: StorageSession {
  /// Those of these requests that there are, each with its line and its user's coupon, all in one snapshot; in any
  /// order.
  func requests(_ ids: [RequestID]) throws(RepositoryError) -> Held<[FoundRow<RequestID, FoundRequest>]>

  /// The lines of those of these campaigns that have one, in one snapshot; in any order. They say whom to
  /// look at, and are told to nobody.
  func lines(_ ids: [CampaignID]) throws(RepositoryError) -> [FoundRow<CampaignID, CampaignQueue>]

  /// Up to `limit` entries that were given up and not reset, of one campaign or (`nil`) of all, with a request's id
  /// below `id` (`nil`: from the latest), the latest request first. `nil`: there is no such campaign.
  func deadLetters(
    of campaign: CampaignID?, before id: RequestID?, limit: Int
  ) throws(RepositoryError) -> Held<[DeadLetter]>?
}

/// A row that was asked for by its id.
public enum FoundRow<ID: Hashable & Sendable, Value: Hashable & Sendable>: Hashable, Sendable {
  case found(Value)
  /// The row holds what none can have. The text is for the log: it names the row and its value.
  case fault(ID, String)
}

/// A coupon request with the line that it stands in.
public struct FoundRequest: Hashable, Sendable {
  /// The entry as it is saved.
  public let entry: QueueEntry
  /// Its line, of the same snapshot.
  public let queue: CampaignQueue
  /// The status that follows from both.
  public let view: QueueEntryView

  /// Made by a session. `ownCoupon`: as for `CampaignQueue.view`.
  public init(_ entry: QueueEntry, in queue: CampaignQueue, ownCoupon: Coupon?) {
    self.entry = entry
    self.queue = queue
    view = queue.view(of: entry, ownCoupon: ownCoupon)
  }
}
