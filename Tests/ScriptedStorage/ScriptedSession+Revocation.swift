package import CampaignApplication
package import CampaignDomain

extension ScriptedDatabase: RevocationDatabase {}
extension ThreadedDatabase: RevocationDatabase {}

/// The deliveries of a scripted session, and the compensations that it saved.
package struct ScriptedDeliveries {
  package var open: [RequestID: Delivery] = [:]
  package var compensations: [NewCompensation] = []
  /// The change that goes along with the next commit.
  var staged: DeliveryChange?
}

extension ScriptedSession: RevocationSession {
  package func stage(_ change: DeliveryChange) { script { $0.deliveries.staged = change } }

  package func revocationSubject(
    _ code: CouponCode, of id: CampaignID
  ) throws(RepositoryError) -> RevocationSubject? {
    try take(.revocationSubject)
    return script { script -> RevocationSubject? in
      guard let coupon = script.coupons.map(\.coupon).first(where: { $0.code == code && $0.campaignID == id }) else {
        return nil
      }
      let entry = script.entries.last { $0.campaignID == id && $0.state.coupon?.sequence == coupon.sequence }
      return RevocationSubject(
        coupon: coupon, entry: entry, delivery: entry.flatMap { script.deliveries.open[$0.requestID] })
    }
  }
}

extension ScriptedSession.Script {
  /// Saves coupons that are taken back; one whose stock is returned has no slot any more.
  mutating func save(_ revocations: [CouponRevocation]) {
    for revocation in revocations {
      coupons = coupons.map { new in
        guard
          new.coupon.campaignID == revocation.coupon.campaignID, new.coupon.sequence == revocation.coupon.sequence
        else { return new }
        return NewCoupon(
          coupon: revocation.coupon, slot: revocation.returnsStock ? nil : new.slot,
          idempotencyKey: new.idempotencyKey)
      }
    }
  }

  /// Saves what became of deliveries, and of entries that ended.
  mutating func save(_ change: DeliveryChange) {
    queues[change.queue.campaignID] = change.queue
    for delivery in change.kept { deliveries.open[delivery.requestID] = delivery }
    for ended in change.ended {
      deliveries.open[ended.requestID] = nil
      entries = entries.map { entry in
        guard entry.requestID == ended.requestID else { return entry }
        return QueueEntry(
          requestID: entry.requestID, campaignID: entry.campaignID, userID: entry.userID, ticket: entry.ticket,
          state: ended.state, attempts: ended.attempts, step: entry.step, joinTime: entry.joinTime,
          updateTime: change.time)
      }
    }
    deliveries.compensations += change.compensations
  }
}

extension QueueEntry.State {
  /// The coupon of an entry that has one.
  fileprivate var coupon: Coupon? {
    switch self {
    case .delivering(let coupon), .completed(let coupon): coupon
    case .waiting, .setAside, .failed: nil
    }
  }
}
