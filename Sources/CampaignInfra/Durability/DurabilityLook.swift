/// The look for programs of the version before, which answer without a gate.
enum DurabilityLook {
  private static let statement = PostgresStatement(
    "durability_look",
    """
    SELECT count(*) FROM pg_catalog.pg_stat_activity
    WHERE datname = current_database() AND application_name IN ('campaign-server', 'campaign-scheduler')
    """)

  static let statements = [statement]

  /// The number of their sessions.
  static func others(on connection: PostgresConnection, within limit: Duration) throws(PostgresError) -> Int64 {
    let results = try connection.pipeline([PostgresCommand(statement)], within: limit)
    guard let result = results.first else { throw .unexpected("no answer to the look for other programs") }
    return try result.int64(0, 0)
  }
}
