import LoadSamples
import Foundation
import ProcessHarness
import ScriptedServer
import Testing

/// campaign-load as a process.
@Suite(.timeLimit(.minutes(2)))
struct CampaignLoadProgramTests {
  @Test func aBurstThatHoldsExitsWith0AndWritesItsReport() async throws {
    let server = try await ScriptedServer.start(ScriptedCampaign(total: 60).reply)
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("burst-\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let ending = try await LoadProgram.run(LoadProgram.burst(at: server, "--json", file.path))
    await server.stop()
    #expect(ending.status == 0)
    #expect(ending.output.contains("held    issued_within_stock"))
    let object = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    #expect(object["outcomes"] as? [String: Int] == ["OK": 60, "SOLD_OUT": 40])
  }

  @Test func aBurstThroughTheQueueIsWrittenBesideTheFieldsThatEveryReportHas() async throws {
    let server = try await ScriptedServer.start(ScriptedLine(ScriptedCampaign(total: 60)).reply)
    let ending = try await LoadProgram.run(LoadProgram.burst(at: server, "--through", "queue", "--json", "-"))
    await server.stop()
    #expect(ending.status == 0 && ending.error.contains("held    served_in_order"), "\(ending)")
    let object = try LoadProgram.object(ending.output)
    #expect(object["outcomes"] as? [String: Int] == ["COMPLETED": 60, "SOLD_OUT": 40])
    #expect(object["through"] as? String == "queue" && object["errors"] as? Int == 0)
    #expect(object["latency_us"] is [String: Int])
    let queue = try #require(object["queue"] as? [String: Any])
    #expect(queue["joined"] as? Int == 100 && queue["completed"] as? Int == 60 && queue["requested"] as? Int == 0)
    #expect(queue["failed"] as? [String: Int] == ["SOLD_OUT": 40])
    #expect(queue["first_ticket"] as? Int == 1 && queue["last_ticket"] as? Int == 100)
    #expect(queue["latency_us"] is [String: Int])
  }

  @Test(arguments: [["--wait-limit", "5s"], ["--through", "queue", "--wait-limit", "0s"], ["--through", "line"]])
  func aWrongWayIsWrongUsage(arguments: [String]) async throws {
    let server = try await ScriptedServer.start(ScriptedCampaign(total: 60).reply)
    let ending = try await LoadProgram.run(LoadProgram.burst(at: server) + arguments)
    await server.stop()
    #expect(ending.status == 2, "\(ending)")
  }

  @Test func aBrokenInvariantExitsWith99AndIsNamed() async throws {
    let server = try await ScriptedServer.start(ScriptedCampaign(total: 10, lie: .issuesPastTheStock).reply)
    let ending = try await LoadProgram.run(LoadProgram.burst(at: server, "--json", "-"))
    await server.stop()
    #expect(ending.status == 99)
    #expect(ending.error.contains("BROKEN  issued_within_stock"))
    #expect(try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) is [String: Any])
  }

  @Test func whatCannotBeCheckedExitsWith1() async throws {
    let server = try await ScriptedServer.start(ScriptedCampaign(total: 10, lie: .dropsItsCampaign).reply)
    let ending = try await LoadProgram.run(LoadProgram.burst(at: server))
    #expect(ending.status == 1 && ending.output.contains("NOT PROVEN  the campaign can't be read back"))
    await server.stop()
  }

  @Test(arguments: [("--json", "/nonexistent/report.json"), ("--html", "/nonexistent/report.html"), ("--html", "/tmp")])
  func aReportThatCannotBeWrittenIsRefusedBeforeAnythingIsSent(flag: String, path: String) async throws {
    let campaign = ScriptedCampaign(total: 60)
    let server = try await ScriptedServer.start(campaign.reply)
    let ending = try await LoadProgram.run(LoadProgram.burst(at: server, flag, path))
    await server.stop()
    #expect(ending.status == 1 && ending.error.contains(path))
    #expect(campaign.issueCalls == 0)
  }

  /// One of two documents in the same file would be lost.
  @Test func documentsThatWouldGoToOneFileAreRefusedBeforeAnythingIsSent() async throws {
    let campaign = ScriptedCampaign(total: 60)
    let server = try await ScriptedServer.start(campaign.reply)
    try await LoadProgram.withFolder { folder in
      let file = folder.appendingPathComponent("report").path
      let (link, detour) = (folder.appendingPathComponent("link").path, folder.path + "/../" + folder.lastPathComponent)
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.path)
      for arguments in [
        ["--json", file, "--html", file], ["--json", file, "--hgrm", file], ["--hgrm", file, "--html", file],
        ["--json", file, "--html", link + "/report"], ["--json", detour + "/report", "--hgrm", file],
      ] {
        let ending = try await LoadProgram.run(LoadProgram.burst(at: server) + arguments)
        #expect(ending.status == 2 && ending.error.contains(arguments[0]) && ending.error.contains(arguments[2]))
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["link"])
      #expect(campaign.issueCalls == 0)
      // A device keeps nothing that could be lost.
      let devices = try await LoadProgram.run(
        LoadProgram.burst(at: server, "--json", "/dev/null", "--hgrm", "/dev/null"))
      #expect(devices.status == 0, "\(devices)")
      try Data("old".utf8).write(to: URL(fileURLWithPath: file))
      #expect(
        try await LoadProgram.run(LoadProgram.burst(at: server, "--json", file, "--html", link + "/report")).status == 2
      )
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "old")
    }
    await server.stop()
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
      let ending = try await LoadProgram.run([
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
    ["--campaign", "7", "--rate", "10"],
    ["--campaign", "7", "--duration", "1s"],
    ["--campaign", "7", "--rate", "10", "--duration", "1s", "--stages", "10x1s"],
    ["--campaign", "7", "--stages", "10x1s", "--rate", "10"],
    ["--campaign", "7", "--stages", "10x1s,"],
    ["--campaign", "7", "--stages", "10*1s"],
    ["--campaign", "7", "--stages", "0x1s"],
    ["--campaign", "7", "--stages", "10x0s"],
    ["--campaign", "7", "--stages", "10x1s", "--at", "2020-01-01T00:00:00Z"],
    ["--campaign", "7", "--stages", "10x1s", "--at", "tomorrow"],
    ["--campaign", "7", "--stages", "10x1s", "--users-mode", "hot"],
    ["--campaign", "7", "--stages", "10x1s", "--users-mode", "unique", "--users", "5"],
    ["--campaign", "7", "--stages", "10x1s", "--users-mode", "cold", "--users", "5"],
    ["--campaign", "7", "--stages", "10x1s", "--seed", "-1"],
    ["--campaign", "7", "--stages", "10x1s", "--json", "-", "--hgrm", "-"],
    ["--campaign", "7", "--stages", "10x1s", "--connections", "1", "--address", "h:1", "--address", "h:2"],
    ["--rate", "10", "--duration", "1s"],
  ])
  func anImpossibleLoadExitsWith2BeforeAnythingIsSent(arguments: [String]) async throws {
    let ending = try await LoadProgram.run(arguments)
    #expect(ending.status == 2)
    #expect(!ending.error.isEmpty && ending.output.isEmpty)
  }

  @Test func aBurstWithoutADurationNamesBothWaysToGiveOne() async throws {
    let ending = try await LoadProgram.run(["--campaign", "7", "--rate", "10"])
    #expect(ending.status == 2)
    #expect(ending.error.contains("'--duration <duration>', or '--stages <stages>'"))
    #expect(ending.error.contains("Usage: campaign-load burst"))
  }

  @Test func aBurstAtAnUnknownHostSaysSo() async throws {
    let ending = try await LoadProgram.run(
      ["--campaign", "7", "--address", "nosuch.invalid:1", "--rate", "10", "--duration", "1s"])
    #expect(ending.status == 1)
    #expect(ending.error.hasSuffix("nosuch.invalid:1: unknown host nosuch.invalid\n"), "\(ending)")
  }

  /// The environment holds what several commands take: a check goes on beside it.
  @Test func aCheckPassesOverTheEnvironmentsRace() async throws {
    let ending = try await ProgramProcess.run(
      "campaign-load", ["certify", "--check", "/nonexistent", "--offline"],
      environment: ["CAMPAIGN_ADDRESS": "127.0.0.1:1", "CAMPAIGN_RATE": "3", "CAMPAIGN_FAIL_ON": "p99=1ms"])
    #expect(ending.status == 1 && ending.error.contains("/nonexistent can't be read"), "\(ending)")
  }

  @Test(arguments: [
    ["--campaign", "7", "--requests", "0", "--concurrency", "8"],
    ["--campaign", "7", "--requests", "100", "--concurrency", "0"],
    ["--campaign", "7", "--requests", "100", "--concurrency", "4", "--connections", "5"],
    ["--campaign", "7", "--requests", "100000000", "--concurrency", "4"],
    ["--campaign", "7", "--requests", "100"],
    ["--campaign", "7", "--concurrency", "8"],
  ])
  func anImpossibleRaceExitsWith2BeforeAnythingIsSent(arguments: [String]) async throws {
    let ending = try await LoadProgram.run(arguments, command: "race")
    #expect(ending.status == 2)
    #expect(!ending.error.isEmpty && ending.output.isEmpty)
  }

  @Test func aRaceWithFewerCallsThanConnectionsUsuallyTakesFewerConnections() async throws {
    let server = try await ScriptedServer.start(ScriptedCampaign(total: 60).reply)
    let ending = try await LoadProgram.run(
      [
        "--campaign", "7", "--address", "127.0.0.1:\(server.port)", "--requests", "100", "--concurrency", "2",
        "--json", "-",
      ], command: "race")
    await server.stop()
    #expect(ending.status == 0)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
    #expect(object["outcomes"] as? [String: Int] == ["OK": 60, "SOLD_OUT": 40])
    #expect(object["concurrency"] as? Int == 2 && object["connections"] as? Int == 2)
    #expect(object["latency_from"] as? String == "send")
  }

  @Test func stagesAndTheirPercentilesAreWritten() async throws {
    let server = try await ScriptedServer.start(ScriptedCampaign(total: 60).reply)
    try await LoadProgram.withFolder { folder in
      let (json, hgrm) = (folder.appendingPathComponent("a.json"), folder.appendingPathComponent("a.hgrm"))
      let ending = try await LoadProgram.run([
        "--campaign", "7", "--address", "127.0.0.1:\(server.port)", "--stages", "200x100ms,1600x50ms", "--json",
        json.path, "--hgrm", hgrm.path,
      ])
      #expect(ending.status == 0)
      let object = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: json)) as? [String: Any])
      #expect(object["planned"] as? Int == 100)
      #expect((object["stages"] as? [[String: Int]])?.map { $0["duration_us"] } == [100_000, 50_000])
      let text = try String(contentsOf: hgrm, encoding: .utf8)
      #expect(text.contains("1/(1-Percentile)") && text.contains("#[Max     =") && text.contains("100]"))
    }
    await server.stop()
  }

  @Test func reportsAreMerged() async throws {
    let server = try await ScriptedServer.start(ScriptedCampaign(total: 150).reply)
    try await LoadProgram.withFolder { folder in
      let files = ["a.json", "b.json"].map { folder.appendingPathComponent($0).path }
      for file in files {
        #expect(try await LoadProgram.run(LoadProgram.burst(at: server, "--json", file)).status == 0)
      }
      let merged = try await LoadProgram.run(files + ["--json", "-"], command: "merge")
      #expect(merged.status == 0, "\(merged)")
      let object = try #require(try JSONSerialization.jsonObject(with: Data(merged.output.utf8)) as? [String: Any])
      #expect(object["planned"] as? Int == 200 && object["kind"] as? String == "merged")
      // One run was behind the other.
      let parts = try files.map { file in
        try #require(
          try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: file))) as? [String: Any])
      }
      func wall(_ report: [String: Any]) -> Int { (report["generator"] as? [String: Any])?["wall_us"] as? Int ?? 0 }
      #expect(wall(object) >= parts.map(wall).reduce(0, +))
      #expect(object["start_time"] as? String == parts[0]["start_time"] as? String)
      #expect(object["outcomes"] as? [String: Int] == ["OK": 150, "SOLD_OUT": 50])
      let twice = try await LoadProgram.run([files[0], files[0]], command: "merge")
      #expect(twice.status == 1 && twice.error.contains("same run"))
      let other = folder.appendingPathComponent("other.json")
      try Data("{\"a\": 1}".utf8).write(to: other)
      let foreign = try await LoadProgram.run([files[0], other.path], command: "merge")
      #expect(foreign.status == 1 && foreign.error.contains("other.json is not a report"))
      let missing = try await LoadProgram.run(["/nonexistent.json"], command: "merge")
      #expect(missing.status == 1 && missing.error.contains("/nonexistent.json"))
      #expect(try await LoadProgram.run([], command: "merge").status == 2)
    }
    await server.stop()
  }

  @Test func aRaceIsNotMergedWithABurst() async throws {
    let server = try await ScriptedServer.start(ScriptedCampaign(total: 150).reply)
    try await LoadProgram.withFolder { folder in
      let (burst, race) = (folder.appendingPathComponent("b.json").path, folder.appendingPathComponent("r.json").path)
      #expect(try await LoadProgram.run(LoadProgram.burst(at: server, "--json", burst)).status == 0)
      let flags = [
        "--campaign", "7", "--address", "127.0.0.1:\(server.port)", "--requests", "50", "--concurrency", "8",
      ]
      #expect(try await LoadProgram.run(flags + ["--json", race], command: "race").status == 0)
      let both = try await LoadProgram.run([burst, race], command: "merge")
      #expect(both.status == 1 && both.output.isEmpty && both.error.contains("r.json from the send"))
      let alone = try await LoadProgram.run([race, "--json", "-"], command: "merge")
      #expect(alone.status == 0 && alone.output.contains("\"latency_from\": \"send\""))
    }
    await server.stop()
  }

  @Test func flagsOfTheEnvironmentGiveWay() async throws {
    let server = try await ScriptedServer.start(ScriptedCampaign(total: 60).reply)
    let ending = try await ProgramProcess.run(
      "campaign-load", ["burst", "--campaign", "7", "--stages", "200x100ms"],
      environment: [
        "CAMPAIGN_ADDRESS": "127.0.0.1:\(server.port)", "CAMPAIGN_RATE": "0", "CAMPAIGN_DURATION": "0s",
      ])
    await server.stop()
    #expect(ending.status == 0, "\(ending)")
  }
}
