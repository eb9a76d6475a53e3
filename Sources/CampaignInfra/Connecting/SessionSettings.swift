/// The settings of a session when it began, in PostgreSQL's words and before our own.
struct SessionSettings: Hashable, Sendable {
  /// `synchronous_commit` as postgresql.conf, the database or the role have it.
  var synchronousCommit = "on"
  /// True where `fsync` is on.
  var flushesToDisk = true
  /// True where transactions can't write: a standby, or `default_transaction_read_only`.
  var isReadOnly = false
  /// True on a standby.
  var isInRecovery = false

  /// Reads what it was and sets what we need, in one round trip and one transaction.
  ///
  /// A coupon that was acknowledged has to survive a crash, so `synchronous_commit` is at least `on`. It is set also
  /// where it is on already: what somebody changes for the database or in postgresql.conf later doesn't reach a session
  /// that has set it. `remote_apply` promises more and stays. Warnings are let through for the same reason: a COMMIT
  /// that gave up its standby is told by one alone.
  static func script(_ configuration: PostgresConfiguration) -> String {
    let limits = [
      ("statement_timeout", configuration.statementTimeout), ("lock_timeout", configuration.lockTimeout),
      ("idle_in_transaction_session_timeout", configuration.idleInTransactionTimeout),
    ]
    // The names are ours and the values numbers: nothing here comes from outside.
    return """
      SELECT pg_catalog.current_setting('synchronous_commit'), pg_catalog.current_setting('fsync'),
        pg_catalog.current_setting('transaction_read_only'), pg_catalog.pg_is_in_recovery(),
        \(ServerIdentity.columns);
      SELECT pg_catalog.set_config('synchronous_commit',
        CASE pg_catalog.current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END,
        false);
      \(SessionName.script(configuration.applicationName));
      SET client_min_messages = warning;
      \(limits.map { "SET \($0.0) = \($0.1.milliseconds)" }.joined(separator: "; "))
      """
  }

  /// The settings of a session that was just made, with ours in place of them, and the server that it is to.
  static func establish(
    on connection: PostgresConnection, _ configuration: PostgresConfiguration, within limit: Duration
  ) throws(PostgresError) -> (SessionSettings, ServerIdentity) {
    guard let result = try connection.run(script: script(configuration), within: limit).first else {
      throw .unexpected("no answer to the question for the session's settings")
    }
    let settings = SessionSettings(
      synchronousCommit: try result.text(0, 0), flushesToDisk: try result.text(0, 1) == "on",
      isReadOnly: try result.text(0, 2) == "on", isInRecovery: try result.text(0, 3) == "t")
    return (settings, try ServerIdentity.read(result, at: 4))
  }

  /// The settings that cost acknowledged coupons in a crash, in words for the operator, and the remedies.
  var warnings: [String] {
    var warnings: [String] = []
    if ["off", "local", "remote_write"].contains(synchronousCommit) {
      warnings.append(
        """
        synchronous_commit is \(synchronousCommit) where we connect, by role, database, cluster or URL, which may lose \
        acknowledged coupons in a crash: our sessions use on
        """)
    }
    if !flushesToDisk {
      warnings.append(
        "fsync is off: a crash of the database's machine may lose acknowledged coupons; set fsync = on and restart it")
    }
    return warnings
  }
}
