/// A coupon that an admin takes back, with what says where it went: read under the locks of its campaign and the line.
public struct RevocationSubject: Hashable, Sendable {
  /// The coupon as it was saved.
  public let coupon: Coupon
  /// The entry that got it; `nil`: there is none, or none any more.
  public let entry: QueueEntry?
  /// The delivery that is under way, locked as well; `nil`: none is.
  public let delivery: Delivery?

  /// A coupon as a storage found it.
  public init(coupon: Coupon, entry: QueueEntry? = nil, delivery: Delivery? = nil) {
    self.coupon = coupon
    self.entry = entry
    self.delivery = delivery
  }
}

/// The outcome of a revocation: saved whole or not at all.
public struct RevocationDecision: Hashable, Sendable {
  /// The coupon's new state.
  public let revocation: CouponRevocation
  /// The campaign with that coupon.
  public let campaign: CampaignChange
  /// The end of its entry, and the work that is left; `nil`: no entry has it.
  public let delivery: DeliveryChange?

  /// The reason why a coupon can't be revoked.
  public enum Refusal: Error, Hashable, Sendable {
    /// It was handed to a service by a request that is not kept any more: nobody can ask for it back.
    case requestUnknown
    /// It has an entry, and the campaign has no line.
    case lineMissing
  }
}

extension RevocationSubject {
  /// The revocation by an admin at the database's time `now`; `nil`: the coupon is not ISSUED, and all stays as it is.
  ///
  /// A coupon that was never sent anywhere is REVOKED with this. One that the campaign's service has, or may have, is
  /// REVOKE_PENDING until the service gave it back; its request fails now.
  public func revocation(
    from campaign: Campaign, line: CampaignQueue?, at now: Timestamp, returningStock: Bool, reason: String
  ) throws(RevocationDecision.Refusal) -> RevocationDecision? {
    guard coupon.state.isIssued else { return nil }
    var revoking = CouponRevoking(from: campaign, at: now)
    var compensation: NewCompensation?
    if let url = campaign.deliveryURL, delivery?.isUnsent != true {
      // An entry without a ticket was made later, for a coupon that its user had already.
      guard let entry, entry.ticket != nil else { throw .requestUnknown }
      revoking.begin(coupon)
      let subject = CompensationSubject(
        campaignID: campaign.id, sequence: coupon.sequence, code: coupon.code, userID: coupon.userID,
        requestID: entry.requestID, deliveryURL: url, returnsStock: returningStock, reason: reason)
      compensation = NewCompensation(.deliveryReversal, of: subject, at: now, from: delivery?.leaseEndTime ?? now)
    } else {
      revoking.revoke(coupon, returningStock: returningStock)
    }
    guard let change = revoking.change, let revocation = change.revocations.first else { return nil }
    return RevocationDecision(
      revocation: revocation, campaign: change,
      delivery: try deliveryChange(of: line, at: now, compensation: compensation))
  }

  /// The entry fails, its delivery ends, and `compensation` is left to do.
  private func deliveryChange(
    of line: CampaignQueue?, at now: Timestamp, compensation: NewCompensation?
  ) throws(RevocationDecision.Refusal) -> DeliveryChange? {
    guard let entry else { return nil }
    guard let line else { throw .lineMissing }
    var change = DeliveryChange(of: line, at: now)
    if let wasCompleted = entry.wasCompletedWithCoupon {
      change.end(
        EndedDelivery(
          requestID: entry.requestID, state: .failed(.revoked), attempts: delivery?.attempts ?? entry.attempts,
          wasCompleted: wasCompleted, error: delivery?.error))
    }
    if let compensation { change.compensations.append(compensation) }
    return change
  }
}

extension Delivery {
  /// True where nothing can have reached the service, and nobody is about to send it. The tries don't tell: one that
  /// was not counted may have arrived, and one that was may have reached nobody.
  fileprivate var isUnsent: Bool { !mayHaveArrived && leaseEndTime == nil }
}

extension QueueEntry {
  /// True where it is COMPLETED, false where its coupon is on its way; `nil`: it has none.
  fileprivate var wasCompletedWithCoupon: Bool? {
    switch state {
    case .completed: true
    case .delivering: false
    case .waiting, .setAside, .failed: nil
    }
  }
}
