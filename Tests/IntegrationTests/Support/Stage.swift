import Dispatch
import Glibc
import ProcessHarness
import RPCClient
import Synchronization
import TestDatabase

/// The surroundings of one test: a database of its own, the programs on it and the clients of those. All of them end
/// with the test, however it ends.
final class Stage: Sendable {
  let database: TestDatabase
  private let programs = Mutex<[ProgramProcess]>([])
  private let clients = Mutex<[CampaignClient]>([])

  private init(database: TestDatabase) {
    self.database = database
  }

  /// Runs a test on a stage of its own; on this cluster rather than the one of all tests, if there is one.
  static func with<Value>(cluster: String? = nil, _ body: (Stage) async throws -> Value) async throws -> Value {
    let stage = Stage(database: try cluster.map { try TestDatabase(on: $0) } ?? TestDatabase())
    let value: Value
    do {
      value = try await body(stage)
    } catch {
      await stage.end()
      throw error
    }
    await stage.end()
    return value
  }

  /// Starts a program. It is killed when the test ends, and shortly before a test's two minutes are over in any case:
  /// so whoever waits for its end, or for a line of it, waits no longer.
  func start(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    errorReader: ProgramProcess.ErrorReader = .reading
  ) throws -> ProgramProcess {
    let process = try ProgramProcess(program, arguments, environment: environment, errorReader: errorReader)
    programs.withLock { $0.append(process) }
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(115)) { process.send(SIGKILL) }
    return process
  }

  /// Runs a program to its end.
  func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> ProgramProcess.Ending {
    await (try start(program, arguments, environment: environment)).ending()
  }

  /// A client that connects when it is first used.
  func client(of server: RunningServer, configuration: RPCClientConfiguration = .ofTests) -> CampaignClient {
    let client = CampaignClient(to: server.address, configuration: configuration)
    clients.withLock { $0.append(client) }
    return client
  }

  private func end() async {
    for client in clients.withLock({ $0 }) { await client.close() }
    let programs = programs.withLock { $0 }
    for program in programs { program.send(SIGKILL) }
    for program in programs { _ = await program.ending() }
  }
}

extension RPCClientConfiguration {
  /// A test's call ends long before the test's own time limit.
  static var ofTests: RPCClientConfiguration {
    var configuration = RPCClientConfiguration()
    configuration.defaultTimeout = .seconds(20)
    return configuration
  }
}
