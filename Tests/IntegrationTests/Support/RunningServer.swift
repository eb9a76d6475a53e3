import Glibc
import ProcessHarness
import RPCClient
import TestDatabase

/// A campaign-server that listens.
struct RunningServer: Sendable {
  let process: ProgramProcess
  let address: ServerAddress

  /// Kills it. As long as what is returned lives, nobody else gets its port and answers in its place.
  func kill() async throws -> ReservedPort {
    process.send(SIGKILL)
    _ = await process.ending()
    return try ReservedPort(address.port)
  }
}

/// A program ended where it should have begun to serve.
struct ProgramDidNotStart: Error {
  let ending: ProgramProcess.Ending
}

extension Stage {
  /// Starts a server on a free port and waits until it serves; its schema is brought up to date first. `program`: the
  /// path of another version's.
  func server(
    _ arguments: [String] = [], databaseURL: String? = nil, program: String = "campaign-server",
    environment: [String: String] = [:]
  ) async throws -> RunningServer {
    let process = try start(
      program, ["--listen", "127.0.0.1:0", "--migrate"] + arguments,
      // A fixed capacity keeps the speed of this machine out of the tests. A flag goes before its variable.
      environment: ["DATABASE_URL": databaseURL ?? database.url, "CAMPAIGN_LANE_CAPACITY": "50000"]
        .merging(environment) { $1 })
    let beginning = "listening on 127.0.0.1:"
    guard let line = await process.errorLine(startingWith: beginning), let port = Int(line.dropFirst(beginning.count))
    else {
      throw ProgramDidNotStart(ending: await process.ending())
    }
    return RunningServer(process: process, address: ServerAddress(host: "127.0.0.1", port: port))
  }

  /// A client of a server that is started for it.
  func client(_ arguments: [String] = []) async throws -> CampaignClient {
    client(of: try await server(arguments))
  }

  /// Starts a scheduler and waits until it works.
  func scheduler(
    _ arguments: [String] = [], databaseURL: String? = nil, environment: [String: String] = [:]
  ) async throws -> ProgramProcess {
    let process = try start(
      "campaign-scheduler", arguments,
      environment: ["DATABASE_URL": databaseURL ?? database.url].merging(environment) { $1 })
    guard await process.errorLine(startingWith: "scheduler ready") != nil else {
      throw ProgramDidNotStart(ending: await process.ending())
    }
    return process
  }
}
