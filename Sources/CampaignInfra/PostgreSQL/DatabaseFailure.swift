/// A failure of work on the database.
public protocol DatabaseFailure: Error, CustomStringConvertible {
  /// The error of libpq or PostgreSQL, where one is the reason.
  var postgresError: PostgresError? { get }
}

extension PostgresError: DatabaseFailure {
  /// Itself.
  public var postgresError: PostgresError? { self }

  /// True where a program that starts waits for this to pass: PostgreSQL can't be reached, takes no connections now or
  /// has none left, or ended our session because it goes down. A wrong password, or a database that doesn't exist,
  /// passes by no wait.
  public var isWorthWaitingFor: Bool {
    switch self {
    case .cannotConnect(let failure): failure.isWorthWaitingFor
    case .notSent, .connectionLost: true
    case .server(let report): [.adminShutdown, .crashShutdown, .cannotConnectNow].contains(report.state)
    case .notReplicated, .readOnly, .unexpected: false
    }
  }
}

extension MigrationError: DatabaseFailure {
  /// The error of PostgreSQL or libpq, where it is not the migrations' own rules that refuse.
  public var postgresError: PostgresError? {
    switch self {
    case .unreachable(let error), .database(let error): error
    case .transactionPooler, .noPrivilegeForMarkers, .wrongEncoding, .foreignTable, .unknownSchema, .failed, .locked,
      .interrupted:
      nil
    }
  }
}
