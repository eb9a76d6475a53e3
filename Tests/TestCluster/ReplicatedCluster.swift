import TestDatabase

/// A primary with one standby on the same machine, for whose flush each COMMIT waits.
public struct ReplicatedCluster: Sendable {
  /// Takes changes, until it is stopped.
  public let primary: PrivateCluster
  /// Follows; COMMITs stand still while it is frozen, and go on once it thaws.
  public let standby: PrivateCluster

  /// A wait that took too long.
  public struct Late: Error {
    let condition: String
  }

  /// Makes both, and removes them when the body has ended. Throws what the body does, or
  /// ``PrivateCluster/ScriptFailure``.
  public static func with(_ body: (ReplicatedCluster) async throws -> Void) async throws {
    try await PrivateCluster.with { try await with($0, body) }
  }

  /// Makes the standby of this primary, and removes it when the body has ended. `port`: of a relay to the primary by
  /// which the standby follows, if there is one.
  public static func with(
    _ primary: PrivateCluster, by port: Int? = nil, _ body: (ReplicatedCluster) async throws -> Void
  ) async throws {
    try await primary.withStandby(by: port) { standby in
      let pair = ReplicatedCluster(primary: primary, standby: standby)
      try await pair.synchronize()
      try await body(pair)
    }
  }

  /// Has each COMMIT at the primary wait for whichever standby follows it.
  private func synchronize() async throws {
    try await setSynchronousStandbys("*")
    try await wait(for: "the standby to be synchronous") {
      let count = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
      return try TestDatabase(at: primary.url).value(count) == "1"
    }
  }

  /// Has the primary wait for no standby any more, also where COMMITs wait already.
  public func goOnWithoutStandby() async throws { try await setSynchronousStandbys("") }

  private func setSynchronousStandbys(_ names: String) async throws {
    let database = TestDatabase(at: primary.url)
    try database.query("ALTER SYSTEM SET synchronous_standby_names = '\(names)'")
    try database.query("SELECT pg_reload_conf()")
    try await wait(for: "the primary to read its settings") {
      try database.value("SHOW synchronous_standby_names") == names
    }
  }

  /// Runs `body` while the standby stands still. It goes on before anything outside of `body` has to commit, as the end
  /// of a test's database.
  public func whileStandbyIsFrozen<Value>(_ body: () async throws -> Value) async throws -> Value {
    try standby.freeze()
    defer { standby.thaw() }
    return try await body()
  }

  /// Makes the standby a primary, on a timeline of its own. COMMITs at the old one, where it was not killed before,
  /// wait for a standby that doesn't come again.
  public func promote() async throws {
    let database = TestDatabase(at: standby.url)
    try database.query("SELECT pg_promote()")
    try await wait(for: "the standby to be promoted") { try database.value("SELECT pg_is_in_recovery()") == "f" }
  }

  /// Ends the primary at once, as by a crash; `start()` of it recovers.
  public func killPrimary() async throws { try await primary.stop(["--immediate"]) }

  /// The number of backends of the primary that wait for the standby.
  public func waitingBackends() throws -> Int { try waits().count }

  /// The waits for the standby at the primary, each with a name of its own; only of this statement, if one is named.
  public func waits(of statement: String? = nil) throws -> Set<String> {
    Set(try query("pid || ' since ' || query_start", of: statement).compactMap { $0.first ?? nil })
  }

  /// Cancels, as an operator may, the waits for the standby, once there is one; only those of this statement, if one is
  /// named.
  public func cancelWaits(of statement: String? = nil) async throws {
    try await wait(for: "a COMMIT to wait for the standby") {
      try !query("pg_cancel_backend(pid)", of: statement).isEmpty
    }
  }

  /// Asks this of each wait.
  private func query(_ expression: String, of statement: String?) throws -> [[String?]] {
    let condition = statement.map { " AND strpos(query, '\($0)') > 0" } ?? ""
    return try TestDatabase(at: primary.url).query(
      "SELECT \(expression) FROM pg_stat_activity WHERE wait_event = 'SyncRep'\(condition)")
  }

  private func wait(for name: String, _ condition: () async throws -> Bool) async throws {
    guard try await eventually(condition) else { throw Late(condition: name) }
  }
}
