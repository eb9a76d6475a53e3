/// The backend that runs a gate's markers, as another session of the same role sees it.
struct MarkerBackend {
  private let server: ServerIdentity?
  private let process: String

  /// Asks the connection for it.
  init(of connection: PostgresConnection, within limit: Duration) throws(PostgresError) {
    let results = try connection.run(script: "SELECT pg_catalog.pg_backend_pid()", within: limit)
    guard let process = try results.last?.text(0, 0) else { throw .unexpected("a session without a process") }
    self.process = process
    server = connection.identity
  }

  private static let limit = Duration.seconds(2)

  /// False: it is at no marker any more, or the database is at another server by now, so that no answer comes on its
  /// connection. True also where nobody can be asked, and where the cluster doesn't track who is at work. Blocks for
  /// some seconds at most.
  func isAtWork(asking postgres: PostgresConfiguration, unless interruption: Interruption) -> Bool {
    guard let connection = try? postgres.connect(until: .now + Self.limit, unless: interruption) else { return true }
    guard connection.identity == server else { return false }
    let count = """
      SELECT count(*) FROM pg_catalog.pg_stat_activity
      WHERE pid = \(process)
        AND (state = 'active' AND query LIKE '%pg_logical_emit_message%' OR state = 'disabled')
      """
    guard let results = try? connection.run(script: count, within: Self.limit) else { return true }
    return (try? results.last?.text(0, 0)) != "0"
  }
}
