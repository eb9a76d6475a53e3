/// Sessions for alerts.
public protocol AlertDatabase: SessionPool where Session: AlertSession {}

/// Tells once of what operators must look at. The one who tells has a lease on it: nobody else does meanwhile.
public protocol AlertSession: StorageSession {
  /// Takes up to `limit` compensations that FAILED, were not given up and of which nobody was told, and as many
  /// campaigns whose deliveries stand still, for `lease`.
  func claimAlerts(limit: Int, lease: Duration) throws(RepositoryError) -> [OperatorAlert]

  /// Notes that the receiver took them.
  func alertsTold(_ alerts: [OperatorAlert]) throws(RepositoryError)

  /// Gives them back: they are told from now + `delay` on.
  func alertsNotTold(_ alerts: [OperatorAlert], after delay: Duration) throws(RepositoryError)
}
