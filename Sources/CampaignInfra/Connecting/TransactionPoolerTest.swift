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
    let holder = try texts(second, "BEGIN; SELECT pg_catalog.pg_backend_pid()")
    try first.send(
      script: "SELECT pg_catalog.pg_backend_pid(), pg_catalog.current_setting('seonchak.probe', true)", within: limit)
    _ = SocketWait.wait(
      for: .read, on: PQsocket(first.pointer), until: .now + patience, unless: first.interruption)
    try second.run(script: "ROLLBACK", within: limit)
    let reader = try texts(of: first.scriptResults(within: limit))
    // The same session for both is one that was lent; another one than before doesn't know the setting.
    return reader.first == holder.first || reader.last != value
  }

  private func texts(_ connection: PostgresConnection, _ script: String) throws(PostgresError) -> [String] {
    try connection.send(script: script, within: limit)
    return try texts(of: connection.scriptResults(within: limit))
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
