/// The error that libpq or PostgreSQL reports of a step that failed.
public enum PostgresError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No connection could be made.
  case cannotConnect(ConnectFailure)
  /// The connection was broken before the last statement was sent.
  case notSent(String)
  /// The connection broke, or was dropped because the server did not answer in our own limit. It is not known whether
  /// what was sent was done.
  case connectionLost(String)
  /// COMMIT was done, and its wait for a synchronous standby was cancelled: a failover may lose what it saved.
  case notReplicated
  /// PostgreSQL refused a statement.
  case server(ServerError)
  /// The server takes no changes any more, or never did; the setting says so.
  case readOnly(setting: String, host: String?)
  /// The answer is not what the statement promises: a bug of ours or a schema that we don't know.
  case unexpected(String)

  /// PostgreSQL's error report (PostgreSQL documentation, section 55.8).
  public struct ServerError: Hashable, Sendable {
    /// The code that programs decide by.
    public let state: SQLState
    /// ERROR, FATAL or PANIC, whatever the server's language.
    public let severity: String
    /// The primary message. For logs: it may quote what a caller sent.
    public let message: String
    /// The constraint that was broken, if one was.
    public let constraint: String?
    /// The place of the statement in its pipeline; those before it were done.
    public let statementIndex: Int
  }

  /// One line for logs.
  public var description: String {
    switch self {
    case .cannotConnect(let failure): "cannot connect: \(failure)"
    case .notSent(let text), .connectionLost(let text): "connection lost: \(text)"
    case .notReplicated: "committed, but the wait for a synchronous standby was cancelled: a failover may undo it"
    case .server(let error): "\(error.severity) \(error.state.rawValue): \(error.message)"
    case .readOnly(let setting, _): "the server is read-only: \(setting)"
    case .unexpected(let text): "unexpected answer: \(text)"
    }
  }
}

extension PostgresError {
  /// The schema has no such table or column: migrations are missing, or it is another database.
  public var showsMissingSchema: Bool {
    guard case .server(let error) = self else { return false }
    return error.state == .undefinedTable || error.state == .undefinedColumn
  }

  /// The error, for a line that names the SQLSTATE and the host beside it.
  var reason: String {
    switch self {
    case .cannotConnect(let failure): "\(failure)"
    case .notSent(let text), .connectionLost(let text), .unexpected(let text): text
    case .server(let error): "\(error.severity): \(error.message)"
    case .notReplicated, .readOnly: description
    }
  }

  /// The server that it is about, where the error itself knows it.
  var host: String? {
    switch self {
    case .readOnly(_, let host): host
    case .cannotConnect(let failure): failure.attempts.last { !$0.host.isEmpty }?.host
    case .notSent, .connectionLost, .notReplicated, .server, .unexpected: nil
    }
  }

  /// The state that PostgreSQL reported, or would have reported of a change.
  var sqlState: SQLState? {
    switch self {
    case .server(let error): error.state
    case .readOnly: .readOnlyTransaction
    case .cannotConnect(let failure): failure.state
    case .notSent, .connectionLost, .notReplicated, .unexpected: nil
    }
  }

  /// The database has no more connections to give.
  var isShortage: Bool { sqlState == .tooManyConnections }

  /// The server takes no changes.
  var isReadOnly: Bool {
    if case .cannotConnect(let failure) = self { return failure.hasUnsuitableHost }
    return sqlState == .readOnlyTransaction
  }

  /// True when the session's prepared statements are worth nothing any more.
  var showsOutdatedStatements: Bool {
    guard case .server(let error) = self else { return false }
    return error.state.showsOutdatedStatements
  }

  /// The session is over, whether or not PostgreSQL closes it: another may do better.
  var endsSession: Bool {
    guard case .server(let error) = self else { return false }
    return error.state.showsOutdatedStatements || error.state == .readOnlyTransaction || error.isFatal
  }
}

extension PostgresError.ServerError {
  /// PostgreSQL closes the connection.
  var isFatal: Bool { severity == "FATAL" || severity == "PANIC" }
}

/// A five-character SQLSTATE (PostgreSQL documentation, appendix A).
public struct SQLState: RawRepresentable, Hashable, Sendable {
  /// Five digits or upper-case letters.
  public let rawValue: String

  /// Takes any text: PostgreSQL and its extensions add codes.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// There is no table of this name.
  static let undefinedTable = SQLState(rawValue: "42P01")
  /// There is no column of this name.
  static let undefinedColumn = SQLState(rawValue: "42703")
  /// A second row with a key that must be one of its kind; the constraint's name says which.
  public static let uniqueViolation = SQLState(rawValue: "23505")
  /// `lock_timeout` passed: somebody else holds the row.
  public static let lockNotAvailable = SQLState(rawValue: "55P03")
  /// `statement_timeout` passed, or somebody cancelled the statement.
  public static let queryCanceled = SQLState(rawValue: "57014")
  /// Two transactions wait for each other; this one gave way.
  public static let deadlockDetected = SQLState(rawValue: "40P01")
  /// The row changed since the transaction's snapshot; READ COMMITTED never gives it.
  public static let serializationFailure = SQLState(rawValue: "40001")
  /// The server is a standby: a failover is under way, or the URL names the wrong host.
  public static let readOnlyTransaction = SQLState(rawValue: "25006")
  /// The connection was idle in its transaction for too long, because this process stood still, and is closed.
  public static let idleInTransactionSessionTimeout = SQLState(rawValue: "25P03")
  /// The server starts, ends or recovers, and takes no connections now.
  public static let cannotConnectNow = SQLState(rawValue: "57P03")
  /// The server ended our session because it was told to go down.
  public static let adminShutdown = SQLState(rawValue: "57P01")
  /// The server ended our session because another one of it crashed.
  public static let crashShutdown = SQLState(rawValue: "57P02")
  /// The role, the database or the server has no more connections to give.
  public static let tooManyConnections = SQLState(rawValue: "53300")
  /// A column of a prepared statement changed its type, and the statement can't give another.
  public static let featureNotSupported = SQLState(rawValue: "0A000")
  /// There is no prepared statement of this name: somebody deallocated it, or a pooler changed the server behind us.
  public static let invalidSQLStatementName = SQLState(rawValue: "26000")
  /// There is a prepared statement of this name already: a pooler gave us a server that somebody else used.
  public static let duplicatePreparedStatement = SQLState(rawValue: "42P05")
  /// The data sent is not what the protocol, or a pooler, takes.
  public static let protocolViolation = SQLState(rawValue: "08P01")

  /// True when a session's prepared statements are worth nothing any more; a new one prepares them again.
  public var showsOutdatedStatements: Bool {
    [.featureNotSupported, .invalidSQLStatementName, .duplicatePreparedStatement].contains(self)
  }

  /// The first two characters: the kind of error.
  public var errorClass: Substring { rawValue.prefix(2) }

  /// The server is going away, starting up, out of something or was told to stop: another try may find it well.
  public var isUnavailability: Bool {
    ["08", "53", "57", "58"].contains(errorClass) && self != .queryCanceled || self == .readOnlyTransaction
      || self == .idleInTransactionSessionTimeout
  }
}
