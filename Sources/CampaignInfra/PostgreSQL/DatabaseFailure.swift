/// A failure of work on the database.
public protocol DatabaseFailure: Error, CustomStringConvertible {
  /// What libpq or PostgreSQL said, where that is why the work failed.
  var postgresError: PostgresError? { get }
}

extension PostgresError: DatabaseFailure {
  /// Itself.
  public var postgresError: PostgresError? { self }

  /// Whether a program that starts waits for this to pass: PostgreSQL can't be reached, takes no connections now or has none
  /// left, or ended our session because it goes down. A wrong password, or a database that doesn't exist, passes by no wait.
  public var isWorthWaitingFor: Bool {
    switch self {
    case .cannotConnect(let failure): failure.isWorthWaitingFor
    case .notSent, .connectionLost: true
    case .server(let report): [.adminShutdown, .crashShutdown, .cannotConnectNow].contains(report.state)
    case .unexpected: false
    }
  }
}

extension MigrationError: DatabaseFailure {
  /// What PostgreSQL or libpq said, where the migrations' own rules said nothing.
  public var postgresError: PostgresError? {
    switch self {
    case .unreachable(let error), .database(let error): error
    case .transactionPooler, .wrongEncoding, .foreignTable, .unknownSchema, .failed, .locked, .interrupted: nil
    }
  }
}
