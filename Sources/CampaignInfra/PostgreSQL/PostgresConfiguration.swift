/// The settings with which connections are made, and the time limits on them, which lie so that
/// PostgreSQL ends a statement before we give up its connection.
public struct PostgresConfiguration: Sendable {
  /// The place to connect to; several hosts are tried in turn.
  public var url: DatabaseURL
  /// The name that pg_stat_activity shows, before the URL's own if that has one: plain words without quotes.
  public var applicationName: String
  /// The purpose of the sessions: whether a read-only server will do, and which of several hosts is chosen.
  public var access = PostgresAccess.readWrite
  /// The limit for connecting to one address of one host, unless the URL has a connect_timeout.
  public var connectTimeout = Duration.seconds(2)
  /// PostgreSQL's `statement_timeout`; zero: none.
  var statementTimeout = Duration.seconds(5)
  /// PostgreSQL's `lock_timeout`: how long a transaction waits for a row that somebody else holds.
  public var lockTimeout = Duration.seconds(3)
  /// Our own limit for a round trip, behind PostgreSQL's: a server that is gone without a word is noticed by it.
  var responseTimeout = Duration.seconds(6)
  /// PostgreSQL's `idle_in_transaction_session_timeout`: frees the rows that a frozen process of ours holds.
  public var idleInTransactionTimeout = Duration.seconds(10)
  /// The time for which data may stay without the other machine's acknowledgement, unless the URL has a
  /// tcp_user_timeout.
  var tcpUserTimeout = Duration.seconds(3)
  /// The limits by which a server that is gone without a word is noticed while nobody waits for it.
  var liveness = LivenessLimits()
  /// True: a thread that waits for an answer spins before it sleeps, which saves a caller the waking of a thread.
  /// Nobody waits for a job, and the core is of more use to those who issue.
  public var spins = true
  /// The log that is told of settings that put coupons at risk, if there is one.
  public var settingsLog: SettingsLog?

  /// A session ends where its server is read-only: for what it is for, or because the URL admits no such server.
  var needsReadWrite: Bool { access == .readWrite || !url.admitsReadOnlyServers }

  /// Connects and sets what every session of ours has. Blocks, for each address of each host `connectTimeout` or what
  /// the URL says, until `deadline` at the latest. `interruption` ends this and every later wait on the connection.
  func connect(
    until deadline: ContinuousClock.Instant? = nil, unless interruption: Interruption? = nil
  ) throws(PostgresError) -> PostgresConnection {
    let connection = try PostgresConnector(configuration: self, deadline: deadline, interruption: interruption)
      .connect()
    settingsLog?.note(connection.settings)
    connection.spins = spins
    return connection
  }

  /// Connects to look at the database: as `connect` does, or, where hosts answer but none is what our access or the URL
  /// asks for, to whichever answers. A program starts on a database that is read only for now, and says so.
  func connectToProbe(
    until deadline: ContinuousClock.Instant? = nil, unless interruption: Interruption? = nil
  ) throws(PostgresError) -> PostgresConnection {
    do {
      return try connect(until: deadline, unless: interruption)
    } catch PostgresError.cannotConnect(let failure) where failure.hasUnsuitableHost {
      return try PostgresConnector(
        configuration: self, deadline: deadline, interruption: interruption, takesAnyHost: true
      ).connect()
    }
  }
}

extension PostgresConfiguration {
  /// The limits that programs have, for sessions that write.
  public init(url: DatabaseURL, applicationName: String) {
    self.init(url: url, applicationName: applicationName, access: .readWrite)
  }

  /// The limit of a round trip, or what is left until a deadline if that is less; a second is always given, so that a
  /// failure has a reason.
  func responseTimeout(until deadline: ContinuousClock.Instant?) -> Duration {
    deadline.map { min(responseTimeout, max(.seconds(1), $0 - .now)) } ?? responseTimeout
  }
}

/// The purpose of a configuration's sessions, which chooses among the hosts of its URL.
public enum PostgresAccess: Hashable, Sendable {
  /// They write: of several hosts the one that takes writes, whatever the URL's target_session_attrs says.
  case readWrite
  /// They only read: any host that the URL's target_session_attrs admits.
  case any
}
