public import CampaignApplication
public import CampaignDomain

extension CampaignPool: CompensationDatabase, CompensationReadingDatabase {}

extension PostgresCampaignSession: CompensationSession {
  /// Locks in one round trip.
  public func lockDueCompensations(_ request: CompensationAgendaRequest) throws(RepositoryError) -> LockedCompensations
  {
    var batch = PostgresBatch()
    batch.add(CampaignStatements.begin)
    let due = batch.add(CompensationStatements.lockDue) {
      $0.append(Int64(request.limit))
      $0.append(Int64(request.campaignLimit))
      $0.append(request.excludedCampaigns.map(\.rawValue))
      $0.append(request.excluded)
    }
    let time = batch.add(CampaignStatements.clock)
    return try read(batch) { (results) throws(PostgresError) in
      LockedCompensations(rows: try results[due].rows(CompensationRow.row), now: try clock(results[time]))
    }
  }

  /// Saves and commits in one round trip.
  public func commitClaims(_ claimed: [Compensation]) throws(RepositoryError) {
    var batch = PostgresBatch()
    add(claimed, to: &batch)
    try saveAndCommit(batch)
  }

  /// Locks in one round trip.
  public func lockCompensation(_ id: Int64) throws(RepositoryError) -> LockedCompensation? {
    var batch = PostgresBatch()
    if connection.isIdle { batch.add(CampaignStatements.begin) }
    let row = batch.add(CompensationStatements.lock, id)
    let time = batch.add(CampaignStatements.clock)
    return try read(batch) { (results) throws(PostgresError) in
      guard try results[row].rowCount == 1 else { return nil }
      return LockedCompensation(try CompensationRow.read(results[row], 0), now: try clock(results[time]))
    }
  }

  /// Reads in one round trip.
  public func coupon(_ sequence: Int64, of id: CampaignID) throws(RepositoryError) -> Coupon? {
    var batch = PostgresBatch()
    let row = batch.add(CompensationStatements.coupon) {
      $0.append(id.rawValue)
      $0.append(sequence)
    }
    return try read(batch) { (results) throws(PostgresError) in
      try results[row].rowCount == 1 ? CouponRow.read(results[row], 0) : nil
    }
  }

  /// Goes along with the next COMMIT, in its round trip.
  public func stage(_ compensation: Compensation) {
    add([compensation], to: &staged)
  }

  private func add(_ compensations: [Compensation], to batch: inout PostgresBatch) {
    batch.add(CompensationStatements.save) {
      $0.append(compensations.map(\.id))
      $0.append(compensations.map { $0.status.rawValue })
      $0.append(compensations.map { Int32?.some($0.retryCount) })
      $0.append(compensations.map { Int32?.some($0.immediateCount) })
      $0.append(compensations.map(\.error))
      $0.append(compensations.map(\.lastAttemptTime))
      $0.append(compensations.map(\.completeTime))
      $0.append(compensations.map(\.nextAttemptTime))
      $0.append(compensations.map(\.token))
      $0.append(compensations.map(\.resolvedBy))
      $0.append(compensations.map(\.resolution))
      $0.append(compensations.map(\.discardTime))
      $0.append(compensations.map(\.alertedTime))
      $0.append(compensations.map { $0.status == .processing ? $0.nextAttemptTime : nil })
    }
  }

  /// Removes in one round trip. An answer that is lost does no harm: what is there still is removed by the next run.
  public func pruneCompensations(endedFor retention: Duration, limit: Int) throws(RepositoryError) -> Int {
    var batch = PostgresBatch()
    let count = batch.add(CompensationStatements.prune) {
      $0.append(retention.count(of: .microseconds(1)))
      $0.append(Int64(limit))
    }
    return try read(batch) { (results) throws(PostgresError) in Int(try results[count].int64(0, 0)) }
  }
}

extension PostgresCampaignSession: CompensationReadingSession {
  /// A page, by one statement.
  public func compensations(
    in status: Compensation.Status?, before id: Int64?, limit: Int
  ) throws(RepositoryError) -> Held<[FoundRow<Int64, Compensation>]> {
    var batch = PostgresBatch()
    let page = batch.add(status == nil ? CompensationStatements.list : CompensationStatements.listInStatus) {
      $0.append(id ?? Int64.max)
      $0.append(Int64(limit))
      if let status { $0.append(status.rawValue) }
    }
    let found = try read(batch) { (results) throws(PostgresError) in try results[page].rows(CompensationRow.row) }
    return try held(found, telling: [])
  }

  /// One, by one statement.
  public func compensation(_ id: Int64) throws(RepositoryError) -> Held<Compensation>? {
    var batch = PostgresBatch()
    let row = batch.add(CompensationStatements.find, id)
    let found = try read(batch) { (results) throws(PostgresError) in
      try results[row].rowCount == 1 ? CompensationRow.read(results[row], 0) : nil
    }
    return try found.map { (found) throws(RepositoryError) in try held(found, telling: []) }
  }
}
