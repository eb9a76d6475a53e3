/// How connections are made and how long anything may take on them.
public struct PostgresConfiguration: Sendable {
  /// Where to connect; several hosts are tried in turn.
  public var url: DatabaseURL
  /// What pg_stat_activity shows, unless the URL says otherwise.
  public var applicationName: String
  /// Whether a read-only server will do.
  public var access: PostgresAccess
  /// Until a connection stands.
  public var connectTimeout: Duration
  /// PostgreSQL's `statement_timeout`; zero: none.
  public var statementTimeout: Duration
  /// PostgreSQL's `lock_timeout`: how long a transaction waits for a row that somebody else holds.
  public var lockTimeout: Duration
  /// Our own limit for a round trip, behind PostgreSQL's: a server that is gone without a word is noticed by it.
  public var responseTimeout: Duration
  /// PostgreSQL's `idle_in_transaction_session_timeout`: frees the rows that a frozen process of ours holds.
  public var idleInTransactionTimeout: Duration
  /// How a server that is gone without a word is noticed while nobody waits for it.
  public var liveness: LivenessLimits

  /// The limits lie so that PostgreSQL ends a statement before we give up its connection.
  public init(
    url: DatabaseURL, applicationName: String, access: PostgresAccess = .readWrite,
    connectTimeout: Duration = .seconds(2), statementTimeout: Duration = .seconds(5),
    lockTimeout: Duration = .seconds(3), responseTimeout: Duration = .seconds(6),
    idleInTransactionTimeout: Duration = .seconds(10), liveness: LivenessLimits = LivenessLimits()
  ) {
    self.url = url
    self.applicationName = applicationName
    self.access = access
    self.connectTimeout = connectTimeout
    self.statementTimeout = statementTimeout
    self.lockTimeout = lockTimeout
    self.responseTimeout = responseTimeout
    self.idleInTransactionTimeout = idleInTransactionTimeout
    self.liveness = liveness
  }

  /// A session ends where its server is read-only: for what it is for, or because the URL admits no such server.
  var needsReadWrite: Bool { access == .readWrite || !url.admitsReadOnlyServers }

  /// Connects and sets the time limits.
  func connect() throws(PostgresError) -> PostgresConnection {
    let connection = try PostgresConnection.connect(
      to: url, applicationName: applicationName, within: connectTimeout)
    let settings = [
      ("statement_timeout", statementTimeout), ("lock_timeout", lockTimeout),
      ("idle_in_transaction_session_timeout", idleInTransactionTimeout),
    ]
    // The names are ours and the values numbers: nothing here comes from outside.
    let script = settings.map { "SET \($0.0) = \($0.1.milliseconds);" }.joined(separator: " ")
    try connection.run(script: script, within: responseTimeout)
    return connection
  }
}

extension Duration {
  /// Whole milliseconds, cut.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1000 + attoseconds / 1_000_000_000_000_000
  }
}
