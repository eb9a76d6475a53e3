public import CampaignApplication
import CampaignDomain

extension CampaignPool: AlertDatabase {}

extension PostgresCampaignSession: AlertSession {
  /// Takes both kinds in one round trip.
  public func claimAlerts(limit: Int, lease: Duration) throws(RepositoryError) -> [OperatorAlert] {
    var batch = PostgresBatch()
    let places = [AlertStatements.claimCompensations, AlertStatements.claimStandstills].map { statement in
      batch.add(statement) {
        $0.append(Int64(limit))
        $0.append(lease.count(of: .microseconds(1)))
      }
    }
    return try read(batch) { (results) throws(PostgresError) in
      try results[places[0]].rows(Self.failedCompensation) + results[places[1]].rows(Self.standstill)
    }
  }

  private static func failedCompensation(_ result: PostgresResult, _ row: Int) throws(PostgresError) -> OperatorAlert {
    .compensationFailed(
      .init(
        id: try result.int64(row, 0), kind: try result.text(row, 1), reference: try result.text(row, 2),
        error: QueueEntry.cut(try result.text(row, 3)), createTime: try time(result, row, 4),
        token: try result.int64(row, 5)))
  }

  private static func standstill(_ result: PostgresResult, _ row: Int) throws(PostgresError) -> OperatorAlert {
    .deliveryStandstill(
      .init(
        campaignID: CampaignID(rawValue: try result.int64(row, 0)), sinceTime: try time(result, row, 1),
        error: QueueEntry.cut(try result.text(row, 2))))
  }

  /// A time that can't be written must not keep all others from being told.
  private static func time(_ result: PostgresResult, _ row: Int, _ column: Int) throws(PostgresError) -> Timestamp {
    do throws(PostgresError) { return try result.timestamp(row, column) } catch .unexpected { return .earliest }
  }

  /// Notes both kinds in one round trip.
  public func alertsTold(_ alerts: [OperatorAlert]) throws(RepositoryError) {
    try save(alerts, AlertStatements.compensationsTold, AlertStatements.standstillsTold) { _ in }
  }

  /// Gives both kinds back in one round trip.
  public func alertsNotTold(_ alerts: [OperatorAlert], after delay: Duration) throws(RepositoryError) {
    try save(alerts, AlertStatements.compensationsNotTold, AlertStatements.standstillsNotTold) {
      $0.append(delay.count(of: .microseconds(1)))
    }
  }

  private func save(
    _ alerts: [OperatorAlert], _ compensations: PostgresStatement, _ standstills: PostgresStatement,
    _ fill: (inout PostgresParameters) -> Void
  ) throws(RepositoryError) {
    var (failed, standing) = ([OperatorAlert.FailedCompensation](), [OperatorAlert.DeliveryStandstill]())
    for alert in alerts {
      switch alert {
      case .compensationFailed(let alert): failed.append(alert)
      case .deliveryStandstill(let alert): standing.append(alert)
      }
    }
    var batch = PostgresBatch()
    batch.add(compensations) {
      $0.append(failed.map(\.id))
      $0.append(failed.map(\.token))
      fill(&$0)
    }
    batch.add(standstills) {
      $0.append(standing.map(\.campaignID.rawValue))
      $0.append(standing.map { Timestamp?.some($0.sinceTime) })
      fill(&$0)
    }
    // Alone each is a transaction of its own, and both may be done twice.
    try read(batch) { (_) throws(PostgresError) in }
  }
}
