import Foundation
import ProcessHarness
import ScriptedServer
import Testing

/// campaign-load as a process.
@Suite(.timeLimit(.minutes(2)))
struct CampaignLoadProgramTests {
  private func run(_ arguments: [String]) async throws -> ProgramProcess.Ending {
    try await ProgramProcess.run("campaign-load", ["burst"] + arguments)
  }

  private func arguments(_ server: ScriptedServer, _ more: String...) -> [String] {
    ["--campaign", "7", "--address", "127.0.0.1:\(server.port)", "--rate", "500", "--duration", "200ms"] + more
  }

  @Test func aBurstThatHoldsExitsWith0AndWritesItsReport() async throws {
    let server = try await ScriptedServer.start(ScriptedCampaign(total: 60).reply)
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("burst-\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let ending = try await run(arguments(server, "--json", file.path))
    await server.stop()
    #expect(ending.status == 0)
    #expect(ending.output.contains("held    issued_within_stock"))
    let object = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    #expect(object["outcomes"] as? [String: Int] == ["OK": 60, "SOLD_OUT": 40])
  }

  @Test func aBrokenInvariantExitsWith99AndIsNamed() async throws {
    let server = try await ScriptedServer.start(ScriptedCampaign(total: 10, lie: .issuesPastTheStock).reply)
    let ending = try await run(arguments(server, "--json", "-"))
    await server.stop()
    #expect(ending.status == 99)
    #expect(ending.error.contains("BROKEN  issued_within_stock"))
    #expect(try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) is [String: Any])
  }

  @Test func whatCannotBeCheckedExitsWith1() async throws {
    let server = try await ScriptedServer.start(ScriptedCampaign(total: 10, lie: .dropsItsCampaign).reply)
    let ending = try await run(arguments(server))
    #expect(ending.status == 1 && ending.output.contains("NOT CHECKED"))
    await server.stop()
  }

  @Test(arguments: [("--json", "/nonexistent/report.json"), ("--html", "/nonexistent/report.html"), ("--html", "/tmp")])
  func aReportThatCannotBeWrittenIsRefusedBeforeAnythingIsSent(flag: String, path: String) async throws {
    let campaign = ScriptedCampaign(total: 60)
    let server = try await ScriptedServer.start(campaign.reply)
    let ending = try await run(arguments(server, flag, path))
    await server.stop()
    #expect(ending.status == 1 && ending.error.contains(path))
    #expect(campaign.issueCalls == 0)
  }

  @Test func aBurstWithoutAReportLeavesNoFileAndSparesWhatWasThere() async throws {
    let port = try ReservedPort()
    defer { withExtendedLifetime(port) {} }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("burst-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let old = folder.appendingPathComponent("old.json")
    try Data("old".utf8).write(to: old)
    for (flag, name) in [
      ("--json", "new.json"), ("--json", "old.json"), ("--html", "new.html"), ("--html", "old.json"),
    ] {
      let ending = try await run([
        "--campaign", "7", "--address", port.address, "--rate", "10", "--duration", "1s", flag,
        folder.appendingPathComponent(name).path,
      ])
      #expect(ending.status == 1)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["old.json"])
    #expect(try Data(contentsOf: old) == Data("old".utf8))
  }

  @Test(arguments: [
    ["--campaign", "7", "--rate", "0", "--duration", "1s"],
    ["--campaign", "7", "--rate", "-1", "--duration", "1s"],
    ["--campaign", "7", "--rate", "10", "--duration", "0s"],
    ["--campaign", "7", "--rate", "10", "--duration", "5"],
    ["--campaign", "7", "--rate", "10", "--duration", "1s", "--connections", "99999999"],
    ["--campaign", "7", "--rate", "10", "--duration", "1s", "--users", "0"],
    ["--campaign", "7", "--rate", "1000000", "--duration", "10h"],
    ["--campaign", "seven", "--rate", "10", "--duration", "1s"],
    ["--rate", "10", "--duration", "1s"],
  ])
  func anImpossibleLoadExitsWith2BeforeAnythingIsSent(arguments: [String]) async throws {
    let ending = try await run(arguments)
    #expect(ending.status == 2)
    #expect(!ending.error.isEmpty && ending.output.isEmpty)
  }

  @Test func anInterruptStopsTheSendingAndStillReports() async throws {
    let campaign = ScriptedCampaign(total: 60)
    let server = try await ScriptedServer.start(campaign.reply)
    let process = try ProgramProcess(
      "campaign-load",
      ["burst", "--campaign", "7", "--address", "127.0.0.1:\(server.port)", "--rate", "500", "--duration", "1h"])
    await process.waitForError("sent")
    process.send(SIGINT)
    let ending = await process.ending()
    await server.stop()
    #expect(ending.status == 0)
    #expect(ending.output.contains("held    sums_add_up"))
  }
}
