public import CampaignApplication
public import CampaignDomain

extension CampaignPool: RevocationDatabase {}

extension PostgresCampaignSession: RevocationSession {
  /// Finds in one round trip, and in one more for a coupon that is on its way.
  public func revocationSubject(
    _ code: CouponCode, of id: CampaignID
  ) throws(RepositoryError) -> RevocationSubject? {
    var batch = PostgresBatch()
    let coupon = batch.add(RevocationStatements.coupon) {
      $0.append(id.rawValue)
      $0.append(code.text)
    }
    let entry = batch.add(RevocationStatements.entry) {
      $0.append(id.rawValue)
      $0.append(code.text)
    }
    let found = try read(batch) { (results) throws(PostgresError) -> (coupon: Coupon, entry: QueueEntry?)? in
      guard try results[coupon].rowCount == 1 else { return nil }
      return (
        try CouponRow.read(results[coupon], 0),
        try results[entry].rowCount == 1 ? QueueEntryRow.read(results[entry], 0).entry : nil
      )
    }
    guard let found else { return nil }
    guard let entry = found.entry, case .delivering = entry.state else {
      return RevocationSubject(coupon: found.coupon, entry: found.entry)
    }
    return RevocationSubject(coupon: found.coupon, entry: entry, delivery: try lockDelivery(of: entry.requestID))
  }

  private func lockDelivery(of id: RequestID) throws(RepositoryError) -> Delivery? {
    var batch = PostgresBatch()
    let delivery = batch.add(DeliveryStatements.lock) { $0.append([id]) }
    return try read(batch) { (results) throws(PostgresError) in
      try results[delivery].rowCount == 1 ? DeliveryRow.read(results[delivery], 0) : nil
    }
  }
}
