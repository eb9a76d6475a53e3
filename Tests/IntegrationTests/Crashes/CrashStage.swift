import CrashChecking
import Glibc
import ProcessHarness
import RPCClient
import TestDatabase
import TestCluster

/// A cluster that can be crashed under two servers and a scheduler, with the journal of those who call them.
struct CrashStage: Sendable {
  let cluster: PrivateCluster
  let disk: SlowFlush
  let stage: Stage
  let servers: [RunningServer]
  let clients: [[CampaignClient]]
  let journal = CrashJournal()

  /// Sets the stage; everything on it ends with the body, also what stands still then. `role`: a change of the role
  /// that the programs have, such as `SET client_min_messages = error`.
  static func with<Value>(
    role: String? = nil, environment: [String: String] = [:], _ body: (CrashStage) async throws -> Value
  ) async throws -> Value {
    let disk = try await SlowFlush()
    return try await PrivateCluster.with(environment: disk.environment) { cluster in
      try await cluster.leaveWALWriterAlone()
      return try await Stage.with(cluster: cluster.url) { stage in
        // The stage's database is dropped at its end: by then nothing may stand still.
        defer { cluster.thaw() }
        guard try await disk.isUsed(by: cluster.postmaster()) else { throw NoSlowDisk(why: "it isn't loaded") }
        let method = try stage.database.value("SHOW wal_sync_method")
        guard method == "fdatasync" else { throw NoSlowDisk(why: "PostgreSQL flushes by \(method ?? "nothing")") }
        if let role { try stage.database.query("ALTER ROLE CURRENT_USER \(role)") }
        var servers: [RunningServer] = []
        for _ in 0..<2 {
          servers.append(try await stage.server(CrashSettings.serverArguments, environment: environment))
        }
        _ = try await stage.scheduler(["--queue-interval", "0", "--queue-batch", "20"])
        // Calls of several connections come in any order.
        let clients = servers.map { server in (0..<3).map { _ in stage.client(of: server) } }
        return try await body(
          CrashStage(cluster: cluster, disk: disk, stage: stage, servers: servers, clients: clients))
      }
    }
  }

  /// Calls while the body runs, and until every call has ended. The body may stop the burst earlier.
  func burst(
    on campaigns: CrashCampaigns, clients: [CampaignClient], seed: UInt64,
    while body: (CrashBurst) async throws -> Void
  ) async throws {
    try await CrashBurst.run(on: campaigns, clients: clients, journal: journal, seed: seed, while: body)
  }

  /// Everything that callers were told, against what the database holds now.
  func contradictions(sinceCampaign first: Int64) throws -> [Contradiction] {
    try journal.contradictions(to: stage.database, sinceCampaign: first)
  }

  /// The servers stand still while the body runs.
  func freezingServers(_ isFrozen: Bool, _ body: () async throws -> Void) async throws {
    defer { for server in servers { server.process.send(SIGCONT) } }
    if isFrozen { for server in servers { server.process.send(SIGSTOP) } }
    try await body()
  }

  /// PostgreSQL hasn't loaded the library, or flushes by another call.
  struct NoSlowDisk: Error {
    let why: String
  }
}
