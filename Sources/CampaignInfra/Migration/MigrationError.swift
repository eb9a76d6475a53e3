/// A reason why the schema can't be read or changed.
public enum MigrationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no connection, or there was one and it broke.
  case unreachable(PostgresError)
  /// PostgreSQL is there and refuses.
  case database(PostgresError)
  /// Each transaction gets another session, and nothing that we set or prepare stays.
  case transactionPooler
  /// Nobody could be told what is durable.
  case noPrivilegeForMarkers
  /// Codes and names need UTF8.
  case wrongEncoding(String)
  /// The table `schema_migrations` has other columns than ours.
  case foreignTable
  /// The database has something that the program doesn't know; the text says what, and what to do.
  case unknownSchema(String)
  /// A statement of a migration was refused; nothing of that migration was kept.
  case failed(SchemaStatus.Entry, reason: String)
  /// Somebody else held what a migration needs for as long as it was tried; nothing of it was kept.
  case locked(MigrationWait, tried: Duration)
  /// The work was stopped from outside; what was begun was undone.
  case interrupted

  /// Sorts an error of libpq or PostgreSQL.
  public init(_ error: PostgresError) {
    switch error {
    case .cannotConnect, .notSent, .connectionLost: self = .unreachable(error)
    case .notReplicated, .server, .readOnly, .unexpected: self = .database(error)
    }
  }

  /// One line that says what to do, for standard error.
  public var description: String {
    switch self {
    case .unreachable(let error), .database(let error): "\(error)"
    case .transactionPooler:
      """
      --database-url goes through a transaction pooler, which gives each transaction another session: connect directly \
      or pool sessions (pgbouncer: pool_mode = session)
      """
    case .noPrivilegeForMarkers:
      """
      the role may not run pg_logical_emit_message, by which the program learns what is on disk: GRANT EXECUTE ON \
      FUNCTION pg_catalog.pg_logical_emit_message(boolean, text, text) TO it (PostgreSQL 17 has a fourth boolean)
      """
    case .wrongEncoding(let encoding):
      "the database's encoding is \(encoding); create it with ENCODING 'UTF8'"
    case .foreignTable:
      """
      schema_migrations has other columns than ours: this table belongs to another tool: use a schema of your own by \
      options=-csearch_path (CREATE SCHEMA coupons; then postgresql://…?options=-csearch_path%3Dcoupons)
      """
    case .unknownSchema(let reason): reason
    case .failed(let step, let reason):
      "\(step.label) failed and changed nothing: \(reason)"
    case .locked(.table(let step), let tried):
      """
      \(MigrationWait.name(of: step)) got no lock within \(tried.components.seconds) s and changed nothing: end the dump \
      or the long transaction that holds the table, and try again
      """
    case .locked(.anotherProcess, let tried):
      "another process has been migrating the schema for \(tried.components.seconds) s: wait for it, and try again"
    case .interrupted: "interrupted"
    }
  }
}

/// Something that a migration waits for, said once each time it begins to.
public enum MigrationWait: Hashable, Sendable, CustomStringConvertible {
  /// Another process migrates.
  case anotherProcess
  /// Somebody holds a table that this migration changes, or (`nil`) the table schema_migrations.
  case table(SchemaStatus.Entry?)

  /// One line for people.
  public var description: String {
    switch self {
    case .anotherProcess: "waiting for another process that migrates the schema"
    case .table(let step):
      """
      \(Self.name(of: step)) waits for a table that somebody holds, a dump or a long transaction: it is tried again and \
      again, and others go on meanwhile
      """
    }
  }

  fileprivate static func name(of step: SchemaStatus.Entry?) -> String { step?.label ?? "the migration" }
}
