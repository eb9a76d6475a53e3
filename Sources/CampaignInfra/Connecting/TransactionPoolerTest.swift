import CLibPQ

/// Finds out whether a transaction pooler stands between us and PostgreSQL: a setting that one transaction of a
/// connection makes is read by the next one, while a second connection holds a transaction open, which takes the
/// session away where sessions are lent.
struct TransactionPoolerTest {
  let first: PostgresConnection
  let second: PostgresConnection
  let limit: Duration
  /// A pooler may by chance give the same session again.
  var rounds = 3
  /// The time for which the second connection may keep the first one waiting: for ever, where the pooler has one
  /// session.
  var patience = Duration.seconds(1)

  func isPositive() throws(PostgresError) -> Bool {
    do throws(PostgresError) {
      for _ in 0..<rounds {
        if try isPositiveOnce() { return true }
      }
      return false
    } catch .server(let error) where error.state == .protocolViolation {
      // A pooler that gives each statement another session refuses transactions.
      return true
    }
  }

  private func isPositiveOnce() throws(PostgresError) -> Bool {
    let value = "\(UInt64.random(in: .min ... .max))"
    try first.run(script: "SET seonchak.probe = '\(value)'", within: limit)
    let holder = try texts(of: second.run(script: "BEGIN; SELECT pg_catalog.pg_backend_pid()", within: limit))
    try first.send(
      script: "SELECT pg_catalog.pg_backend_pid(), pg_catalog.current_setting('seonchak.probe', true)", within: limit)
    _ = SocketWait.wait(
      for: .read, on: PQsocket(first.pointer), until: .now + patience, unless: first.interruption)
    try second.run(script: "ROLLBACK", within: limit)
    let reader = try texts(of: first.scriptResults(within: limit))
    // The same session for both is one that was lent; another one than before doesn't know the setting.
    return reader.first == holder.first || reader.last != value
  }

  /// The values of the last row; an empty text for NULL.
  private func texts(of results: [PostgresResult]) throws(PostgresError) -> [String] {
    guard let result = results.last else { throw .unexpected("no answer to the question for the session's process") }
    var texts: [String] = []
    for column in 0..<result.columnCount {
      texts.append(try result.isNull(0, column) ? "" : try result.text(0, column))
    }
    return texts
  }
}

extension PostgresConfiguration {
  private static let longestSecondConnecting = Duration.seconds(3)

  /// Looks at the database that a program is about to work on, before it does: connects, to a host that takes writes if
  /// one does, and for a moment once more. Blocks until `deadline` at the latest, or until it is interrupted.
  ///
  /// Throws also where what stands between us and PostgreSQL gives each transaction another session: prepared
  /// statements, LISTEN and our settings need one that stays. It takes a second connection to see this; without one
  /// nothing is thrown. `sendsMarkers`: throws also where the role may not send them.
  public func probe(
    sendsMarkers: Bool = false, until deadline: ContinuousClock.Instant? = nil, unless interruption: Interruption? = nil
  ) throws(MigrationError) {
    let (isPooled, maySendMarkers): (Bool, Bool)
    do throws(PostgresError) {
      let first = try connectToProbe(until: deadline, unless: interruption)
      // A pooler without a session for it would keep it waiting for as long as anybody would; others need time after
      // it.
      let left = deadline.map { max(.zero, $0 - .now) / 2 } ?? Self.longestSecondConnecting
      let second = try? connectToProbe(until: .now + min(left, Self.longestSecondConnecting), unless: interruption)
      let limit = responseTimeout(until: deadline)
      isPooled = try second.map { TransactionPoolerTest(first: first, second: $0, limit: limit) }?.isPositive() ?? false
      maySendMarkers =
        if isPooled || !sendsMarkers { true } else { try DurabilityMarker.isAllowed(on: first, within: limit) }
    } catch {
      throw MigrationError(error)
    }
    if isPooled { throw .transactionPooler }
    if !maySendMarkers { throw .noPrivilegeForMarkers }
  }
}
