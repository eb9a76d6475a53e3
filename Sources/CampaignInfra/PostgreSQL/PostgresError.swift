/// What libpq or PostgreSQL say of a step that failed.
public enum PostgresError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No connection could be made.
  case cannotConnect(ConnectFailure)
  /// The connection was broken before the last statement was sent.
  case notSent(String)
  /// The connection broke, or was dropped because the server did not answer in our own limit. Whether what was sent was
  /// done is not known.
  case connectionLost(String)
  /// PostgreSQL refused a statement.
  case server(ServerError)
  /// The answer is not what the statement promises: a bug of ours or a schema that we don't know.
  case unexpected(String)

  /// PostgreSQL's error report (PostgreSQL documentation, section 55.8).
  public struct ServerError: Hashable, Sendable {
    /// What programs decide by.
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
    case .server(let error): "\(error.severity) \(error.state.rawValue): \(error.message)"
    case .unexpected(let text): "unexpected answer: \(text)"
    }
  }
}

/// A five-character SQLSTATE (PostgreSQL documentation, appendix A).
public struct SQLState: RawRepresentable, Hashable, Sendable {
  /// Five digits or upper-case letters.
  public let rawValue: String

  /// Takes any text: PostgreSQL and its extensions add codes.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

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
  /// All connections that the server, the database or the role may have are taken.
  public static let tooManyConnections = SQLState(rawValue: "53300")
  /// A table is missing: the schema was never migrated, or the URL names another database.
  public static let undefinedTable = SQLState(rawValue: "42P01")

  /// The first two characters: the kind of error.
  public var errorClass: Substring { rawValue.prefix(2) }

  /// The server is going away, starting up, out of something or was told to stop: another try may find it well.
  public var isUnavailability: Bool {
    ["08", "53", "57", "58"].contains(errorClass) && self != .queryCanceled || self == .readOnlyTransaction
      || self == .idleInTransactionSessionTimeout
  }
}
