/// The names under which `pg_stat_activity` shows the sessions of the programs that issue. The number is raised by a
/// version beside which the one before must be known: the first had none.
public enum SessionName {
  /// The name of campaign-server's sessions.
  public static let server = "campaign-server/2"
  /// The name of campaign-scheduler's sessions.
  public static let scheduler = "campaign-scheduler/2"

  /// Sets a session's name to `name`, whatever its URL, environment or role say; theirs follows in parentheses.
  /// PostgreSQL cuts what is longer than 63 bytes.
  static func script(_ name: String) -> String {
    """
    SELECT pg_catalog.set_config('application_name',
      CASE WHEN pg_catalog.current_setting('application_name') IN ('', '\(name)') THEN '\(name)'
        ELSE '\(name) (' || pg_catalog.current_setting('application_name') || ')' END, false)
    """
  }
}
