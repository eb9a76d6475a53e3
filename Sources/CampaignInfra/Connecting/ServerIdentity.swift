/// The server behind a session: two sessions with equal identities speak to the same process of the same cluster. A
/// crash of one of its backends, after which it recovers, changes none of it.
struct ServerIdentity: Hashable, Sendable {
  /// The cluster's `system_identifier`; its standbys have the same.
  let systemIdentifier: String
  /// The timeline that it writes, eight hexadecimal digits: a promotion begins a new one. `nil`: it was in recovery,
  /// and wrote none.
  let timeline: String?
  /// The time at which it was started, in UTC, to the microsecond.
  let startTime: String

  /// The columns that tell it, for any role. The control file is not asked for the timeline: after a promotion it shows
  /// the old one until the next checkpoint.
  static let columns = """
    (SELECT system_identifier FROM pg_catalog.pg_control_system()),
      CASE WHEN NOT pg_catalog.pg_is_in_recovery()
        THEN pg_catalog.left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 8) END,
      pg_catalog.to_char(pg_catalog.timezone('UTC', pg_catalog.pg_postmaster_start_time()), 'YYYY-MM-DD HH24:MI:SS.US')
    """

  /// Reads `columns`, as texts, from this one on.
  static func read(_ result: PostgresResult, at column: Int) throws(PostgresError) -> ServerIdentity {
    ServerIdentity(
      systemIdentifier: try result.text(0, column),
      timeline: try result.isNull(0, column + 1) ? nil : result.text(0, column + 1),
      startTime: try result.text(0, column + 2))
  }
}
