/// The settings with which connections are made, and the time limits on them.
public struct PostgresConfiguration: Sendable {
  /// The place to connect to; several hosts are tried in turn.
  public var url: DatabaseURL
  /// The name that pg_stat_activity shows, unless the URL says otherwise.
  public var applicationName: String
  /// The limit for connecting to one address of one host, unless the URL has a connect_timeout.
  public var connectTimeout: Duration
  /// The time for which data may stay without the other machine's acknowledgement, unless the URL has a
  /// tcp_user_timeout.
  public var tcpUserTimeout: Duration
  /// PostgreSQL's `statement_timeout`; zero: none.
  public var statementTimeout: Duration
  /// PostgreSQL's `lock_timeout`: how long a transaction waits for a row that somebody else holds.
  public var lockTimeout: Duration
  /// Our own limit for a round trip, behind PostgreSQL's: a server that is gone without a word is noticed by it.
  public var responseTimeout: Duration
  /// PostgreSQL's `idle_in_transaction_session_timeout`: frees the rows that a frozen process of ours holds.
  public var idleInTransactionTimeout: Duration
  /// The purpose of the sessions: whether a read-only server will do, and which of several hosts is chosen.
  public var access: PostgresAccess
  /// The limits by which a server that is gone without a word is noticed while nobody waits for it.
  public var liveness: LivenessLimits
  /// The log that is told of settings that put coupons at risk, if there is one.
  public var settingsLog: SettingsLog?

  /// The limits lie so that PostgreSQL ends a statement before we give up its connection.
  public init(
    url: DatabaseURL, applicationName: String, access: PostgresAccess = .readWrite,
    connectTimeout: Duration = .seconds(2), statementTimeout: Duration = .seconds(5),
    lockTimeout: Duration = .seconds(3), responseTimeout: Duration = .seconds(6),
    idleInTransactionTimeout: Duration = .seconds(10), tcpUserTimeout: Duration = .seconds(3),
    liveness: LivenessLimits = LivenessLimits(), settingsLog: SettingsLog? = nil
  ) {
    self.url = url
    self.applicationName = applicationName
    self.access = access
    self.connectTimeout = connectTimeout
    self.statementTimeout = statementTimeout
    self.lockTimeout = lockTimeout
    self.responseTimeout = responseTimeout
    self.idleInTransactionTimeout = idleInTransactionTimeout
    self.tcpUserTimeout = tcpUserTimeout
    self.access = access
    self.liveness = liveness
    self.settingsLog = settingsLog
  }

  /// A session ends where its server is read-only: for what it is for, or because the URL admits no such server.
  var needsReadWrite: Bool { access == .readWrite || !url.admitsReadOnlyServers }

  /// Connects and sets what every session of ours has. Blocks, for each address of each host `connectTimeout` or what
  /// the URL says, until `deadline` at the latest. `interruption` ends this and every later wait on the connection.
  func connect(
    until deadline: ContinuousClock.Instant? = nil, unless interruption: Interruption? = nil
  ) throws(PostgresError) -> PostgresConnection {
    let connection = try PostgresConnector(self, until: deadline, unless: interruption).connect()
    settingsLog?.note(connection.settings)
    return connection
  }

  /// Connects to look at something: as `connect` does, or, where hosts answer but none is what our access or the URL
  /// asks for, to whichever answers. A program starts on a database that is read only for now, and says so.
  func connectToLook(
    until deadline: ContinuousClock.Instant? = nil, unless interruption: Interruption? = nil
  ) throws(PostgresError) -> PostgresConnection {
    do {
      return try connect(until: deadline, unless: interruption)
    } catch PostgresError.cannotConnect(let failure) where failure.hasUnsuitableHost {
      return try PostgresConnector(self, until: deadline, unless: interruption, demandsNothing: true).connect()
    }
  }
}

extension PostgresConfiguration {
  /// The limit of a round trip, or what is left until a deadline if that is less; a second is always given, so that a
  /// failure has a reason.
  func responseTimeout(until deadline: ContinuousClock.Instant?) -> Duration {
    deadline.map { min(responseTimeout, max(.seconds(1), $0 - .now)) } ?? responseTimeout
  }
}

extension Duration {
  /// Whole milliseconds, cut.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1000 + attoseconds / 1_000_000_000_000_000
  }
}
