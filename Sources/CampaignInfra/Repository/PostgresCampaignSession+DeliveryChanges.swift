public import CampaignApplication
public import CampaignDomain

/// Saves what becomes of deliveries, and of coupons that are taken back.
extension PostgresCampaignSession: DeliveryStagingSession {
  /// Goes along with the next COMMIT, in its round trip.
  public func stage(_ change: DeliveryChange) {
    add(change.queue, to: &staged)
    if !change.kept.isEmpty { add(change.kept, to: &staged) }
    if !change.ended.isEmpty { add(change.ended, at: change.time, to: &staged) }
    for compensation in change.compensations { add(compensation, to: &staged) }
    if let standstill = change.standstill {
      add(standstill, to: &staged)
    } else if change.ended.contains(where: { $0.state.failure != nil }) {
      // A delivery that succeeds ends it by itself.
      staged.add(DeliveryStatements.endIdleStandstill, change.queue.campaignID.rawValue)
    }
  }

  /// The coupons of one change share the time of it.
  func add(_ revocations: [CouponRevocation], of id: CampaignID, to batch: inout PostgresBatch) {
    batch.add(DeliveryChangeStatements.revoke) {
      $0.append(id.rawValue)
      $0.append(revocations.first?.time)
      $0.append(revocations.map(\.coupon.sequence))
      $0.append(revocations.map(\.coupon.state.revokedTime))
      $0.append(revocations.map(\.returnsStock))
    }
  }

  func add(_ deliveries: [Delivery], to batch: inout PostgresBatch) {
    batch.add(DeliveryChangeStatements.save) {
      $0.append(deliveries.map(\.requestID))
      $0.append(deliveries.map { Int32?.some($0.attempts) })
      $0.append(deliveries.map(\.mayHaveArrived))
      $0.append(deliveries.map(\.location))
      $0.append(deliveries.map { Int32?.some($0.pollCount) })
      $0.append(deliveries.map { Timestamp?.some($0.nextAttemptTime) })
      $0.append(deliveries.map(\.leaseEndTime))
      $0.append(deliveries.map(\.token))
      $0.append(deliveries.map(\.error))
    }
  }

  private func add(_ ended: [EndedDelivery], at time: Timestamp, to batch: inout PostgresBatch) {
    batch.add(DeliveryChangeStatements.delete) { $0.append(ended.map(\.requestID)) }
    batch.add(DeliveryChangeStatements.endEntries) {
      $0.append(time)
      $0.append(ended.map(\.requestID))
      $0.append(ended.map { $0.state.name })
      $0.append(ended.map { $0.state.failure?.rawValue })
      $0.append(ended.map { Int32?.some($0.attempts) })
      $0.append(ended.map(\.error))
    }
  }

  /// Saves a compensation, unless there is one of its kind for its coupon.
  func add(_ compensation: NewCompensation, to batch: inout PostgresBatch) {
    let subject = compensation.subject
    batch.add(DeliveryChangeStatements.insertCompensation) {
      $0.append(compensation.kind.rawValue)
      $0.append(subject.reference)
      $0.append(String(subject.campaignID.rawValue))
      $0.append(String(subject.sequence))
      $0.append(subject.code.text)
      $0.append(subject.userID?.text)
      $0.append(subject.requestID?.description)
      $0.append(subject.deliveryURL?.text)
      $0.append(subject.returnsStock)
      $0.append(subject.reason)
      $0.append(Compensation.maximumRetries)
      $0.append(compensation.createTime)
      $0.append(compensation.firstAttemptTime)
    }
  }
}
