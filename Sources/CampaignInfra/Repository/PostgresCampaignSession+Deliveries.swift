public import CampaignApplication
public import CampaignDomain

extension CampaignPool: DeliveryDatabase {}

/// Claims of deliveries and the ends of their exchanges: two round trips each.
extension PostgresCampaignSession: DeliverySession {
  /// An agenda, in one round trip.
  public func deliveryAgenda(_ request: DeliveryAgendaRequest) throws(RepositoryError) -> DeliveryAgenda {
    var batch = PostgresBatch()
    let campaigns = batch.add(DeliveryStatements.agenda) {
      $0.append(request.after?.rawValue ?? .min)
      $0.append(Int64(request.limit))
    }
    // The clock's statement asks, too, whether the server takes changes.
    let time = connection.readOnlyReport == .polled ? batch.add(CampaignStatements.clock) : nil
    return try read(batch) { (results) throws(PostgresError) in
      if let time { _ = try clock(results[time]) }
      return DeliveryAgenda(
        entries: try results[campaigns].rows { (result, row) throws(PostgresError) in
          DeliveryAgenda.Entry(
            campaignID: CampaignID(rawValue: try result.int64(row, 0)),
            untilDue: try result.timestamp(row, 1).duration(since: result.timestamp(row, 2)))
        })
    }
  }

  /// Locks in one round trip.
  public func lockDue(of id: CampaignID, limit: Int) throws(RepositoryError) -> DueDeliveries {
    var batch = PostgresBatch()
    batch.add(CampaignStatements.begin)
    let standstill = batch.add(DeliveryStatements.lockStandstill, id.rawValue)
    let due = batch.add(DeliveryStatements.lockDue) {
      $0.append(id.rawValue)
      $0.append(Int64(limit))
    }
    let time = batch.add(CampaignStatements.clock)
    let url = batch.add(DeliveryStatements.url, id.rawValue)
    return try read(batch) { (results) throws(PostgresError) in
      let hasURL = try results[url].rowCount == 1 ? !results[url].isNull(0, 0) : false
      return DueDeliveries(
        deliveries: try results[due].rows(DeliveryRow.read),
        url: hasURL ? DeliveryURL(alreadyChecked: try results[url].text(0, 0)) : nil,
        standstill: try DeliveryRow.standstill(results[standstill]), now: try clock(results[time]))
    }
  }

  /// Saves and commits in one round trip.
  public func commitClaims(_ claiming: DeliveryClaiming) throws(RepositoryError) {
    var batch = PostgresBatch()
    add(claiming.claims.map(\.delivery), to: &batch)
    if let standstill = claiming.standstill { add(standstill, to: &batch) }
    try saveAndCommit(batch)
  }

  /// Locks in one round trip.
  public func lockDeliveries(
    _ ids: [RequestID], of id: CampaignID, withCampaign: Bool, lockTimeout: Duration
  ) throws(RepositoryError) -> DeliveryBasis? {
    var batch = PostgresBatch()
    batch.add(CampaignStatements.begin)
    batch.addLockTimeout(lockTimeout)
    let campaign = withCampaign ? batch.add(CampaignStatements.lock, id.rawValue) : nil
    let line = batch.add(QueueBatchStatements.lock, id.rawValue)
    let deliveries = batch.add(DeliveryStatements.lock) { $0.append(ids) }
    let standstill = batch.add(DeliveryStatements.lockStandstill, id.rawValue)
    let time = batch.add(CampaignStatements.clock)
    return try read(batch) { (results) throws(PostgresError) in
      let now = try clock(results[time])
      guard try results[line].rowCount == 1 else { return nil }
      if let campaign, try results[campaign].rowCount != 1 { return nil }
      let found = try results[deliveries].rows(DeliveryRow.read)
      return DeliveryBasis(
        campaign: try campaign.map { (place) throws(PostgresError) in try CampaignRow.read(results[place], 0) },
        queue: try QueueRow.read(results[line], 0),
        deliveries: Dictionary(found.map { ($0.requestID, $0) }, uniquingKeysWith: { first, _ in first }),
        standstill: try DeliveryRow.standstill(results[standstill]), now: now)
    }
  }

  /// Saves the change of a standstill.
  func add(_ change: DeliveryStandstillChange, to batch: inout PostgresBatch) {
    switch change {
    case .save(let standstill, _): add(standstill, to: &batch)
    case .end(let id, _): batch.add(DeliveryStatements.endStandstill, id.rawValue)
    }
  }

  private func add(_ standstill: DeliveryStandstill, to batch: inout PostgresBatch) {
    batch.add(DeliveryStatements.saveStandstill) {
      $0.append(standstill.campaignID.rawValue)
      $0.append(standstill.failures)
      $0.append(standstill.nextAttemptTime)
      $0.append(standstill.sinceTime)
      $0.append(standstill.error)
    }
  }

  /// Begins the deliveries of a batch's entries.
  func addDeliveries(
    of entries: [QueueEntryChange], in id: CampaignID, at time: Timestamp, to batch: inout PostgresBatch
  ) {
    let begun = entries.compactMap { entry -> (ticket: Int64, sequence: Int64)? in
      if case .delivering(let coupon) = entry.state { (entry.ticket, coupon.sequence) } else { nil }
    }
    if begun.isEmpty { return }
    batch.add(DeliveryStatements.insert) {
      $0.append(id.rawValue)
      $0.append(time)
      $0.append(begun.map(\.ticket))
      $0.append(begun.map(\.sequence))
    }
  }
}
