import LoadSamples
import Foundation
import NIOCore
import NIOPosix
import ProcessHarness
import ScriptedServer
import Testing

/// campaign-load as a process.
enum LoadProgram {
  static func run(_ arguments: [String], command: String = "burst") async throws -> ProgramProcess.Ending {
    try await ProgramProcess.run("campaign-load", [command] + arguments)
  }

  /// Runs it from a shell, which a test tells where its streams go: `exec "$0" "$@" >/dev/full`.
  static func run(in shell: String, _ arguments: [String]) async throws -> ProgramProcess.Ending {
    try await ProgramProcess.run(
      "/bin/bash", ["-c", shell, ProgramProcess.path(of: "campaign-load")] + arguments)
  }

  /// The arguments of a burst of 100 requests.
  static func burst(at server: ScriptedServer, _ more: String...) -> [String] {
    ["--campaign", "7", "--address", "127.0.0.1:\(server.port)", "--rate", "500", "--duration", "200ms"] + more
  }

  /// Runs a test with a folder of its own.
  static func withFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("load-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
  }

  /// Runs a test against a server that answers as a campaign does. A closed loop without an end takes one that takes
  /// its time for a coupon: it would leave no processor for the other tests.
  static func withServer(
    _ campaign: ScriptedCampaign, takingItsTime: Bool = false, _ body: (ScriptedServer) async throws -> Void
  ) async throws {
    let server = try await ScriptedServer.start { call in
      guard takingItsTime, call.method == "IssueCoupon" else { return campaign.reply(to: call) }
      let later = MultiThreadedEventLoopGroup.singleton.next().scheduleTask(in: .milliseconds(20)) {
        campaign.reply(to: call)
      }
      return .later(later.futureResult)
    }
    do {
      try await body(server)
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  /// A JSON document's members.
  static func object(_ json: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
  }
}
