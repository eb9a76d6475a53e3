extension CampaignQueue {
  /// Settles the rows of a claim, which failed by the mark: from then on they have it themselves. `entries` are those
  /// of them that wait still; `ownCoupons`: where the campaign gives one to each user, the coupons that these users got
  /// by another way, who have not failed. `nil`: somebody else has taken the line.
  ///
  /// Tickets have no gaps: those that have no row among `entries` failed as well, and an admin's reset has written it.
  public func settled(
    _ claim: QueueClaim, entries: [QueuedEntry], ownCoupons: [UserID: Coupon]
  ) -> QueueBatchChange? {
    guard token == claim.token, claim.isSettlement, let mark else { return nil }
    var queue = self
    var completed: Int64 = 0
    // A read of a row that is not settled gives it the mark's time, too.
    var change = QueueBatchChange(queue: self, time: mark.time, isDone: true)
    change.entries = entries.map { entry in
      let coupon = ownCoupons[entry.userID]
      if coupon != nil { completed += 1 }
      return QueueEntryChange(
        ticket: entry.ticket, state: coupon.map { .completed($0) } ?? .failed(mark.failure), attempts: entry.attempts,
        error: nil)
    }
    queue.completed += completed
    queue.failed += claim.ticketCount - completed
    queue.settledThrough = claim.through
    queue.leaseEndTime = nil
    change.queue = queue
    return change
  }
}
