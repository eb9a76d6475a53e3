/// The end of an entry that failed: its user may join anew. Saved whole or not at all.
public struct QueueEntryReset: Hashable, Sendable {
  /// The entry as it failed. Where a mark failed it, its row may not have that yet.
  public let entry: QueueEntry
  /// The database's clock at the reset.
  public let time: Timestamp
  /// The reason that the admin gave; may be empty.
  public let reason: String
  /// The admin who asked for it.
  public let actor: String
}

extension CampaignQueue {
  /// The reset of an entry of this line; `nil`: it has not failed, and stays as it is. The line's counts stay, too:
  /// the entry has failed, and the settlement of a mark counts tickets. `ownCoupon` is that of `view(of:ownCoupon:)`.
  public func reset(
    _ entry: QueueEntry, ownCoupon: Coupon? = nil, at now: Timestamp, reason: String, actor: String
  ) -> QueueEntryReset? {
    let view = view(of: entry, ownCoupon: ownCoupon)
    guard case .failed(let failure) = view.status else { return nil }
    var failed = entry
    failed.state = .failed(failure)
    failed.updateTime = view.updateTime
    return QueueEntryReset(entry: failed, time: now, reason: reason, actor: actor)
  }
}
