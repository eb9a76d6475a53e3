import LoadSamples
import Foundation
import Glibc
import ProcessHarness
import RPCCodec
import ScriptedServer
import Testing

/// campaign-load, told to stop: what it sent is proven, and nothing is called a success.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct LoadInterruptTests {
  private static let signals = [SIGINT, SIGTERM]

  private static let hour = ["--rate", "100", "--duration", "1h"]
  private static let race = ["--requests", "10000000", "--concurrency", "8"]

  private func stopped(
    _ command: String, _ load: [String], by signal: Int32, at text: String, _ campaign: ScriptedCampaign
  ) async throws -> ProgramProcess.Ending {
    var ending = ProgramProcess.Ending(status: 0, output: "", error: "")
    try await LoadProgram.withServer(campaign, takingItsTime: true) { server in
      let process = try ProgramProcess(
        "campaign-load",
        [command, "--campaign", "7", "--address", "127.0.0.1:\(server.port)", "--json", "-"] + load)
      await process.waitForError(text)
      process.send(signal)
      ending = await process.ending()
    }
    return ending
  }

  @Test(arguments: [(SIGINT, "burst", Self.hour), (SIGTERM, "race", Self.race)])
  func aRunThatIsStoppedInTheMiddleExitsWith130(signal: Int32, command: String, load: [String]) async throws {
    let ending = try await stopped(command, load, by: signal, at: "sent ", ScriptedCampaign(total: 60))
    #expect(ending.status == 130, "\(ending)")
    let report = try LoadProgram.object(ending.output)
    #expect(report["interrupted"] as? Bool == true)
    let names = (report["invariants"] as? [[String: Any]])?.compactMap { $0["name"] as? String } ?? []
    #expect(names.contains("sums_add_up") && names.contains("issued_within_stock"))
    #expect(
      ending.error.contains("stopping: nothing more is sent") && ending.error.contains("INTERRUPTED  stopped after "))
    #expect(ending.error.split(separator: "\n").last?.hasPrefix("VERDICT  interrupted: ") == true)
  }

  @Test(arguments: Self.signals) func aRunThatIsStoppedBeforeItsStartExitsWith130(signal: Int32) async throws {
    let campaign = ScriptedCampaign(total: 60, start: ProtobufTimestamp(seconds: 10_000_000_000))
    let ending = try await stopped("burst", Self.hour, by: signal, at: "the run starts in", campaign)
    #expect(ending.status == 130 && campaign.issueCalls == 0, "\(ending)")
    let report = try LoadProgram.object(ending.output)
    #expect(report["interrupted"] as? Bool == true && report["sent"] as? Int == 0)
    #expect((report["invariants"] as? [Any])?.isEmpty == true)
    #expect(ending.error.contains("INTERRUPTED  stopped before anything was sent, so nothing is proven"))
  }

  /// A broken invariant goes before the interrupt.
  @Test func whatIsBrokenGoesBeforeTheInterrupt() async throws {
    let campaign = ScriptedCampaign(total: 10, lie: .issuesPastTheStock)
    let ending = try await stopped("burst", Self.hour, by: SIGINT, at: "OK 1", campaign)
    #expect(ending.status == 99 && ending.error.contains("VERDICT  BROKEN: issued_within_stock"), "\(ending)")
    #expect(try LoadProgram.object(ending.output)["interrupted"] as? Bool == true)
  }

  @Test func aServerThatDoesNotAnswerIsNotWaitedFor() async throws {
    let (reached, arrival) = AsyncStream<Void>.makeStream()
    let server = try await ScriptedServer.start { _ in
      arrival.finish()
      return .silence
    }
    let process = try ProgramProcess(
      "campaign-load", ["burst", "--campaign", "7", "--address", "127.0.0.1:\(server.port)"] + Self.hour)
    for await _ in reached {}
    process.send(SIGTERM)
    let ending = await process.ending()
    await server.stop()
    #expect(ending.status == 130 && ending.error.contains("stopped before anything was sent"), "\(ending)")
  }

  @Test func aMergeOfAnInterruptedRunExitsWith130() async throws {
    let ending = try await stopped("burst", Self.hour, by: SIGINT, at: "sent ", ScriptedCampaign(total: 60))
    try await LoadProgram.withFolder { folder in
      let file = folder.appendingPathComponent("part.json")
      try Data(ending.output.utf8).write(to: file)
      let merged = try await LoadProgram.run([file.path, "--json", "-"], command: "merge")
      #expect(merged.status == 130, "\(merged)")
      #expect(try LoadProgram.object(merged.output)["interrupted"] as? Bool == true)
    }
  }
}
