/// Decides what becomes of deliveries of one campaign whose exchanges are over, under the locks of its line and of
/// their rows; where one has failed, under that of the campaign too. A value: nothing is true before `change` and
/// `campaignChange` were committed.
public struct DeliverySettling: Sendable {
  /// The decision on one delivery.
  public enum Decision: Hashable, Sendable {
    case settled(Delivery.Conclusion)
    /// Somebody else has claimed the delivery since, or it is gone: nothing may be saved.
    case stale
    /// It has failed, which only the campaign's lock lets us save.
    case needsCampaign
  }

  private let now: Timestamp
  private let rules: DeliveryRules
  private let url: DeliveryURL?
  private var revoking: CouponRevoking?
  private var standstill: DeliveryStandstill?
  private var pending: DeliveryChange

  /// Begins at the database's time `now`. `campaign`: where it is locked.
  public init(
    of queue: CampaignQueue, campaign: Campaign?, standstill: DeliveryStandstill?, at now: Timestamp,
    by rules: DeliveryRules
  ) {
    self.now = now
    self.rules = rules
    url = campaign?.deliveryURL
    revoking = campaign.map { CouponRevoking(from: $0, at: now) }
    self.standstill = standstill
    pending = DeliveryChange(of: queue, at: now)
  }

  /// The change that has to be saved; `nil`: there is none.
  public var change: DeliveryChange? {
    pending.kept.isEmpty && pending.ended.isEmpty && pending.standstill == nil ? nil : pending
  }

  /// The campaign's part of it; `nil`: no coupon is taken back.
  public var campaignChange: CampaignChange? { revoking?.change }

  /// Decides on one exchange. `row`: the delivery as it is saved, and locked; `nil`: it is gone.
  public mutating func settle(
    _ finished: FinishedDelivery, as row: Delivery?, using generator: inout some RandomNumberGenerator
  ) -> Decision {
    guard let row, row.token == finished.claim.delivery.token, row.leaseEndTime != nil else { return .stale }
    let conclusion = row.concluded(finished.outcome, at: now, by: rules, using: &generator)
    switch conclusion {
    case .done: end(row, .completed(row.coupon), error: nil)
    case .kept(let delivery): pending.kept.append(delivery)
    case .failed(let failure, let delivery):
      guard revoking != nil else { return .needsCampaign }
      fail(delivery, by: failure)
    }
    noteStandstill(finished, using: &generator)
    return .settled(conclusion)
  }

  private mutating func end(_ delivery: Delivery, _ state: QueueEntry.State, error: String?) {
    pending.end(
      EndedDelivery(requestID: delivery.requestID, state: state, attempts: delivery.attempts, error: error))
  }

  /// The entry fails, and its coupon is given back: at once where nobody can have it.
  private mutating func fail(_ delivery: Delivery, by failure: QueueFailure) {
    let coupon = delivery.coupon
    end(delivery, .failed(failure), error: delivery.error)
    revoking?.begin(coupon)
    let subject = CompensationSubject(
      campaignID: coupon.campaignID, sequence: coupon.sequence, code: coupon.code, userID: coupon.userID,
      requestID: delivery.requestID, deliveryURL: url, returnsStock: true, reason: failure.rawValue)
    pending.compensations.append(
      NewCompensation(
        delivery.mayHaveArrived ? .deliveryReversal : .stockRelease, of: subject, at: now,
        from: delivery.leaseEndTime ?? now))
  }

  /// A service that is set up wrongly stops all deliveries of its campaign. Others that were in flight say nothing new;
  /// the one that tries, and a coupon that is taken, do.
  private mutating func noteStandstill(
    _ finished: FinishedDelivery, using generator: inout some RandomNumberGenerator
  ) {
    switch finished.outcome {
    case .misconfigured(let text, _):
      let isNew = standstill == nil
      guard isNew || finished.claim.isProbe else { return }
      var current =
        standstill
        ?? DeliveryStandstill(
          campaignID: finished.claim.campaignID, failures: 0, nextAttemptTime: now, sinceTime: now, error: text)
      current.failed(text, at: now, using: &generator)
      standstill = current
      pending.standstill = .save(current, isNew: isNew)
    case .notSent, .exhausted:
      // Nothing was tried: somebody else does.
      guard finished.claim.isProbe, var current = standstill else { return }
      current.nextAttemptTime = now
      standstill = current
      pending.standstill = .save(current, isNew: false)
    case .taken, .requested, .refused, .again:
      guard let current = standstill, finished.claim.isProbe || finished.outcome.isSuccess else { return }
      standstill = nil
      pending.standstill = .end(current.campaignID, since: current.sinceTime)
    }
  }
}

extension DeliveryOutcome {
  fileprivate var isSuccess: Bool {
    switch self {
    case .taken, .requested: true
    case .refused, .again, .misconfigured, .notSent, .exhausted: false
    }
  }
}
