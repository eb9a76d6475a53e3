import CampaignMigrations

/// A connection on which the schema is read and changed: the statements of the migrations' own table.
struct MigrationConnection {
  /// The owner of the table `schema_migrations`.
  enum TableOwner {
    case nobody
    case us
    case somebodyElse
  }

  /// The advisory lock's key: the first eight bytes of "seonchak" as a number.
  private static let lockKey: Int64 = 0x7365_6F6E_6368_616B

  let connection: PostgresConnection
  /// The limit for an answer to what is quickly done.
  let limit: Duration

  /// Begins a transaction under the migrations' lock. False: another process has it, and the transaction is to be
  /// rolled back.
  ///
  /// A transaction-level lock goes with its transaction, whatever becomes of the process; it also works where
  /// connections are pooled. It is not waited for inside of PostgreSQL, where a wait has no end that a signal could
  /// bring about.
  func begin() throws(PostgresError) -> Bool {
    let results = try connection.run(
      script: "BEGIN; SELECT pg_try_advisory_xact_lock(\(Self.lockKey))", within: limit)
    guard let result = results.last else { throw .unexpected("no answer to the question for the migrations' lock") }
    return try result.text(0, 0) == "t"
  }

  func encoding() throws(PostgresError) -> String { try run("SHOW server_encoding").text(0, 0) }

  /// Finds out by the columns whose table it is. Other tools, and there are many, call theirs the same; more columns
  /// than ours may be those of a version to come.
  func tableOwner() throws(PostgresError) -> TableOwner {
    let result = try run(
      """
      SELECT (to_regclass('schema_migrations') IS NOT NULL)::int, (count(*) FILTER (WHERE
          (attname::text, format_type(atttypid, atttypmod)) IN (('version', 'integer'), ('name', 'text'),
            ('checksum', 'text'), ('applied_time', 'timestamp with time zone'))))::int
      FROM pg_catalog.pg_attribute
      WHERE attrelid = to_regclass('schema_migrations') AND attnum > 0 AND NOT attisdropped
      """)
    guard try result.int32(0, 0) == 1 else { return .nobody }
    return try result.int32(0, 1) == 4 ? .us : .somebodyElse
  }

  func createTable() throws(PostgresError) {
    try connection.run(
      script: """
        CREATE TABLE IF NOT EXISTS schema_migrations (
          version integer PRIMARY KEY,
          name text NOT NULL,
          checksum text NOT NULL,
          applied_time timestamptz NOT NULL DEFAULT clock_timestamp()
        )
        """, within: limit)
  }

  /// These migrations beside those that the database has: none where it has no table of them.
  func status(of migrations: [CampaignMigration], hasTable: Bool = true) throws(PostgresError) -> SchemaStatus {
    var known: [SchemaStatus.Entry] = []
    for migration in migrations {
      let checksum = try run("SELECT encode(sha256($1), 'hex')", parameters: [.bytea]) { $0.append(migration.script) }
      known.append(.init(version: migration.version, name: migration.name, checksum: try checksum.text(0, 0)))
    }
    guard hasTable else { return SchemaStatus(known: known, applied: []) }
    let list = try run("SELECT version, name, checksum FROM schema_migrations ORDER BY version")
    let applied = try list.rows { (result, row) throws(PostgresError) in
      SchemaStatus.Entry(
        version: try result.int32(row, 0), name: try result.text(row, 1), checksum: try result.text(row, 2))
    }
    return SchemaStatus(known: known, applied: applied)
  }

  func record(_ migration: CampaignMigration) throws(PostgresError) {
    _ = try run(
      "INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, encode(sha256($3), 'hex'))",
      parameters: [.int4, .text, .bytea]
    ) {
      $0.append(migration.version)
      $0.append(migration.name)
      $0.append(migration.script)
    }
  }

  /// Runs a statement that is prepared, without a name, for this once: the table may not have existed before.
  private func run(
    _ sql: String, parameters: [PostgresType] = [], _ fill: (inout PostgresParameters) -> Void = { _ in }
  ) throws(PostgresError) -> PostgresResult {
    let statement = PostgresStatement("", sql, parameters: parameters)
    try connection.prepare([statement], within: limit)
    return try connection.pipeline([PostgresCommand(statement, fill)], within: limit)[0]
  }
}
