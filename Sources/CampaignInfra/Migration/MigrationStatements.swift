import CampaignMigrations

/// The statements of the migrations' own table.
enum MigrationStatements {
  /// The advisory lock's key: the first eight bytes of "seonchak" as a number.
  private static let lockKey: Int64 = 0x7365_6F6E_6368_616B

  static let createTable = """
    CREATE TABLE IF NOT EXISTS schema_migrations (
      version integer PRIMARY KEY,
      name text NOT NULL,
      checksum text NOT NULL,
      applied_time timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """

  private static let encoding = PostgresStatement("encoding", "SHOW server_encoding")
  /// Asks for a table of the name, and how many of our columns it has. Other tools, and there are many, call theirs
  /// the same; more columns than these may be those of a version to come.
  private static let columns = PostgresStatement(
    "migrations_columns",
    """
    SELECT (to_regclass('schema_migrations') IS NOT NULL)::int, (count(*) FILTER (WHERE
        (attname::text, format_type(atttypid, atttypmod)) IN (('version', 'integer'), ('name', 'text'),
          ('checksum', 'text'), ('applied_time', 'timestamp with time zone'))))::int
    FROM pg_catalog.pg_attribute
    WHERE attrelid = to_regclass('schema_migrations') AND attnum > 0 AND NOT attisdropped
    """)
  private static let checksum = PostgresStatement(
    "checksum", "SELECT encode(sha256($1), 'hex')", parameters: [.bytea])

  /// Statements that need no table; those that do are not prepared before it exists.
  static let all = [encoding, columns, checksum]

  private static let list = PostgresStatement(
    "migrations_list", "SELECT version, name, checksum FROM schema_migrations ORDER BY version")
  private static let insert = PostgresStatement(
    "migrations_insert",
    "INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, encode(sha256($3), 'hex'))",
    parameters: [.int4, .text, .bytea])

  /// Begins a transaction under the migrations' lock. False: another process has it, and the transaction is to be
  /// rolled back.
  ///
  /// A transaction-level lock goes with its transaction, whatever becomes of the process; it also works where
  /// connections are pooled. It is not waited for inside of PostgreSQL, where a wait has no end that a signal could
  /// bring about.
  static func begin(on connection: PostgresConnection, within limit: Duration) throws(PostgresError) -> Bool {
    try connection.send(script: "BEGIN; SELECT pg_try_advisory_xact_lock(\(lockKey))", within: limit)
    guard let result = try connection.scriptResults(within: limit).last else {
      throw .unexpected("no answer to the question for the migrations' lock")
    }
    return try result.text(0, 0) == "t"
  }

  static func encoding(on connection: PostgresConnection, within limit: Duration) throws(PostgresError) -> String {
    try connection.pipeline([PostgresCommand(encoding)], within: limit)[0].text(0, 0)
  }

  /// The owner of the table `schema_migrations`.
  enum Table {
    case absent
    case ours
    case foreign
  }

  static func table(on connection: PostgresConnection, within limit: Duration) throws(PostgresError) -> Table {
    let result = try connection.pipeline([PostgresCommand(columns)], within: limit)[0]
    guard try result.int32(0, 0) == 1 else { return .absent }
    return try result.int32(0, 1) == 4 ? .ours : .foreign
  }

  static func checksums(
    of migrations: [CampaignMigration], on connection: PostgresConnection, within limit: Duration
  ) throws(PostgresError) -> [SchemaStatus.Entry] {
    let results = try connection.pipeline(
      migrations.map { migration in PostgresCommand(checksum) { $0.append(migration.script) } }, within: limit)
    var entries: [SchemaStatus.Entry] = []
    for (migration, result) in zip(migrations, results) {
      entries.append(
        SchemaStatus.Entry(version: migration.version, name: migration.name, checksum: try result.text(0, 0)))
    }
    return entries
  }

  static func applied(
    on connection: PostgresConnection, within limit: Duration
  ) throws(PostgresError) -> [SchemaStatus.Entry] {
    let result = try connection.pipelinePreparing(PostgresCommand(list), within: limit)
    return try result.rows { (result, row) throws(PostgresError) in
      SchemaStatus.Entry(
        version: try result.int32(row, 0), name: try result.text(row, 1), checksum: try result.text(row, 2))
    }
  }

  static func record(
    _ migration: CampaignMigration, on connection: PostgresConnection, within limit: Duration
  ) throws(PostgresError) {
    _ = try connection.pipelinePreparing(
      PostgresCommand(insert) {
        $0.append(migration.version)
        $0.append(migration.name)
        $0.append(migration.script)
      }, within: limit)
  }
}

extension PostgresConnection {
  /// Runs one command whose statement is prepared for this once: the table may not have existed before.
  fileprivate func pipelinePreparing(
    _ command: PostgresCommand, within limit: Duration
  ) throws(PostgresError) -> PostgresResult {
    try run(script: "DEALLOCATE ALL", within: limit)
    try prepare(MigrationStatements.all + [command.statement], within: limit)
    return try pipeline([command], within: limit)[0]
  }
}
