/// A record of PostgreSQL's log, 96 bytes, that changes nothing (PostgreSQL documentation, section 9.27.6,
/// `pg_logical_emit_message`): when a transaction with it is committed synchronously, all that was committed before is
/// durable, too, whoever committed it. It is one that counts as a change, so that its COMMIT flushes: one that is not
/// transactional, or an id of a transaction, doesn't.
enum DurabilityMarker {
  /// By itself it is a transaction of its own, which is committed before the synchronization point is answered.
  static let statement = PostgresStatement(
    "durability_marker", "SELECT pg_catalog.pg_logical_emit_message(true, '', '')")

  /// True where the role may run the statement, as any may unless that was taken from PUBLIC.
  static func isAllowed(on connection: PostgresConnection, within limit: Duration) throws(PostgresError) -> Bool {
    let results = try connection.run(
      script: """
        SELECT count(*) FROM pg_catalog.pg_proc
        WHERE proname = 'pg_logical_emit_message' AND pronamespace = 'pg_catalog'::regnamespace
          AND proargtypes[2] = 'text'::regtype AND has_function_privilege(oid, 'EXECUTE')
        """, within: limit)
    return try results.last?.text(0, 0) != "0"
  }
}
