import CrashChecking
import Foundation
import RPCClient
import TestCluster
import TestDatabase

/// A primary whose COMMITs wait for a standby, for servers that know both, with the journal of those who call them.
struct StandbyStage: Sendable {
  let pair: ReplicatedCluster
  /// The database is the primary's.
  let stage: Stage
  /// The disk of both.
  let disk: SlowFlush
  /// The cable by which the standby follows.
  let cable: DatabaseProxy
  let journal = CrashJournal()

  /// Sets the stage; everything on it ends with the body, also what stands still then.
  static func with(_ body: (StandbyStage) async throws -> Void) async throws {
    let disk = try await SlowFlush()
    try await PrivateCluster.with(environment: disk.environment) { primary in
      try await DatabaseProxy.with(primary.url) { cable in
        try await ReplicatedCluster.with(primary, by: cable.port) { pair in
          try await Stage.with(cluster: primary.url) { stage in
            let all = StandbyStage(pair: pair, stage: stage, disk: disk, cable: cable)
            do {
              try await body(all)
            } catch {
              await all.letGo()
              throw error
            }
            await all.letGo()
          }
        }
      }
    }
  }

  /// The stage's database is dropped at its end, should it be there still: by then no COMMIT may wait.
  private func letGo() async {
    pair.standby.thaw()
    try? await pair.goOnWithoutStandby()
  }

  /// The same database where the standby has it, once that is promoted.
  var promoted: TestDatabase {
    get throws {
      guard var components = URLComponents(string: pair.standby.url),
        let path = URLComponents(string: stage.database.url)?.path
      else { throw DatabaseProxy.UnusableURL() }
      components.path = path
      return TestDatabase(at: components.string ?? "")
    }
  }

  /// The database's URL with both hosts, for sessions like this.
  func url(sessions: String = "read-write") throws -> String {
    let url = stage.database.url
    guard let (primary, standby) = (try? (Self.host(of: url), Self.host(of: pair.standby.url))) else { return url }
    return url.replacing(primary, with: "\(primary),\(standby)") + "?target_session_attrs=\(sessions)"
  }

  private static func host(of url: String) throws -> String {
    guard let port = URLComponents(string: url)?.port else { throw DatabaseProxy.UnusableURL() }
    return "127.0.0.1:\(port)"
  }

  /// Starts a server that knows both hosts, or this URL, and makes clients of it.
  func server(
    _ arguments: [String] = [], by url: String? = nil, environment: [String: String] = [:]
  ) async throws -> ServedCallers {
    let server = try await stage.server(
      CrashSettings.serverArguments + arguments, databaseURL: try url ?? self.url(), environment: environment)
    var configuration = RPCClientConfiguration.ofTests
    // Creations wait for the standby one after the other.
    configuration.defaultTimeout += CrashSettings.standstill
    // Calls of several connections come in any order.
    return ServedCallers(
      server: server, clients: (0..<3).map { _ in stage.client(of: server, configuration: configuration) })
  }

  /// Calls while the body runs, and until every call has ended.
  func burst(
    of callers: ServedCallers, on campaigns: CrashCampaigns, while body: (CrashBurst) async throws -> Void
  ) async throws {
    try await CrashBurst.run(
      on: campaigns, clients: callers.clients, journal: journal, seed: CrashSettings.seed, while: body)
  }

  /// Saves the campaign's row anew, and not on any disk yet: readers wait for the gate's next marker.
  func saveEarly(campaign id: Int64) throws {
    let update = "UPDATE campaigns SET stamp = gen_random_uuid() WHERE id = \(id)"
    try stage.database.query("BEGIN; SET LOCAL synchronous_commit = off; \(update); COMMIT")
  }

  /// Returns once callers were told so much more.
  func waitForAnswers(_ count: Int) async throws {
    let target = journal.answerCount + count
    let isBusy = try await eventually(within: .seconds(30)) { journal.answerCount >= target }
    guard isBusy else { throw CrashLeg.Standstill(round: "\(count) answers; \(journal.surprises)") }
  }
}

/// A server, and clients of it.
struct ServedCallers: Sendable {
  let server: RunningServer
  let clients: [CampaignClient]

  var client: CampaignClient { clients[0] }
}
