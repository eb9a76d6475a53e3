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

  /// Makes both, and removes them when the body has ended. `makePort`: makes a relay to the primary, whose URL it gets,
  /// and returns the port by which the standby follows; `nil`: it follows at once. Throws what the body does, or
  /// ``PrivateCluster/ScriptFailure``.
  public static func with(
    by makePort: ((String) throws -> Int)? = nil, _ body: (ReplicatedCluster) async throws -> Void
  ) async throws {
    try await PrivateCluster.with { primary in
      try await primary.withStandby(by: try makePort?(primary.url)) { standby in
        let pair = ReplicatedCluster(primary: primary, standby: standby)
        try await pair.synchronize()
        try await body(pair)
      }
    }
  }

  /// Has each COMMIT at the primary wait for whichever standby follows it.
  private func synchronize() async throws {
    let database = TestDatabase(at: primary.url)
    try database.query("ALTER SYSTEM SET synchronous_standby_names = '*'")
    try database.query("SELECT pg_reload_conf()")
    try await wait(for: "the standby to be synchronous") {
      try database.value("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == "1"
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
  public func waitingBackends() throws -> Int {
    Int(try TestDatabase(at: primary.url).value("SELECT count(*) \(Self.waiting)") ?? "") ?? 0
  }

  /// Cancels, as an operator may, the waits for the standby, once there is one.
  public func cancelWaits() async throws {
    let database = TestDatabase(at: primary.url)
    try await wait(for: "a COMMIT to wait for the standby") {
      try !database.query("SELECT pg_cancel_backend(pid) \(Self.waiting)").isEmpty
    }
  }

  private static let waiting = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'"

  private func wait(for name: String, _ condition: () async throws -> Bool) async throws {
    guard try await eventually(condition) else { throw Late(condition: name) }
  }
}
