import Foundation
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension LoadOverTheWire {
  /// campaign-load fires at a real server and proves what came of it.
  @Suite struct CampaignLoadTests {
    /// The report of a burst, as other programs read it.
    private struct Report: Decodable {
      struct Invariant: Decodable {
        let name: String
        let held: Bool
        let evidence: String
      }

      struct Interval: Decodable {
        let sent: Int
        let outcomes: [String: Int]
      }

      let planned: Int
      let sent: Int
      let late: Int
      let unsent: Int
      let outcomes: [String: Int]
      let latency_us: [String: Int]
      let invariants: [Invariant]
      let warnings: [String]
      let timeline: [Interval]

      var broken: [String] { invariants.filter { !$0.held }.map(\.name) }
    }

    private func startBurst(
      _ stage: Stage, _ server: RunningServer, campaign id: Int64, _ more: [String] = []
    ) throws -> ProgramProcess {
      try stage.start(
        "campaign-load",
        [
          "burst", "--campaign", "\(id)", "--rate", "200", "--duration", "2s", "--address", "\(server.address)",
          "--json", "-",
        ] + more)
    }

    private func report(of ending: ProgramProcess.Ending) throws -> Report {
      try JSONDecoder().decode(Report.self, from: Data(ending.output.utf8))
    }

    @Test func aScheduledBurstIsAnsweredAndProved() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        _ = try await stage.scheduler()
        let id = try await client.create(coupons: 1_000, startIn: .seconds(1)).id
        let ending = await (try startBurst(stage, server, campaign: id)).ending()
        #expect(ending.status == 0, "\(ending)")
        let report = try report(of: ending)
        #expect(report.planned == 400)
        #expect(report.sent + report.unsent == 400)
        #expect(report.outcomes == ["OK": report.sent])
        #expect(Set(report.latency_us.keys) == ["p50", "p90", "p99", "p999", "max"])
        #expect(report.broken.isEmpty && !report.invariants.isEmpty)
        #expect(report.invariants.allSatisfy { !$0.evidence.isEmpty })
        #expect(try stage.storedCoupons(ofCampaign: id).count == report.sent)
      }
    }

    /// A page says the same as the JSON report of the same run.
    @Test func thePageHasTheNumbersOfTheReport() async throws {
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("page-\(UUID())")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(at: folder) }
      let file = folder.appendingPathComponent("burst.html")
      try Data("an older page".utf8).write(to: file)
      try await Stage.with { stage in
        let server = try await stage.server()
        let id = try await stage.client(of: server).create(coupons: 100).id
        let ending = await (try startBurst(stage, server, campaign: id, ["--html", file.path])).ending()
        #expect(ending.status == 0, "\(ending)")
        let report = try report(of: ending)
        let page = try String(contentsOf: file, encoding: .utf8)
        var numbers = report.outcomes.map { ("outcome-\($0.key)", $0.value) }
        numbers += report.latency_us.map { ($0.key, $0.value) }
        numbers += [
          ("planned", report.planned), ("sent", report.sent), ("late", report.late), ("unsent", report.unsent),
        ]
        for (name, number) in numbers { #expect(page.contains("<data id=\"\(name)\" value=\"\(number)\">")) }
        #expect(report.timeline.map(\.sent).reduce(0, +) == report.sent)
        for outcome in ["OK", "SOLD_OUT"] {
          #expect(report.timeline.compactMap { $0.outcomes[outcome] }.reduce(0, +) == report.outcomes[outcome])
        }
        for invariant in report.invariants { #expect(page.contains(invariant.name)) }
        #expect(page.hasSuffix("</html>\n"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["burst.html"])
      }
    }

    @Test func aBurstBeyondTheStockSellsItOut() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let id = try await stage.client(of: server).create(coupons: 100).id
        let ending = await (try startBurst(stage, server, campaign: id)).ending()
        #expect(ending.status == 0, "\(ending)")
        let report = try report(of: ending)
        #expect(report.outcomes == ["OK": 100, "SOLD_OUT": report.sent - 100])
        #expect(report.broken.isEmpty)
        try stage.expectNothingLostOrOversold(campaign: id, total: 100, acknowledged: [])
      }
    }

    @Test func usersWhoAskAgainGetOneCouponEach() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let id = try await stage.client(of: server).create(coupons: 100).id
        let ending = await (try startBurst(stage, server, campaign: id, ["--users", "50"])).ending()
        #expect(ending.status == 0, "\(ending)")
        let report = try report(of: ending)
        #expect(report.outcomes == ["OK": report.sent])
        #expect(report.broken.isEmpty)
        #expect(try stage.storedCoupons(ofCampaign: id).count == 50)
      }
    }

    @Test(arguments: [
      ("DELETE FROM coupons WHERE sequence = 10", "acknowledged_listed"),
      ("UPDATE coupons SET user_id = 'somebody' WHERE sequence = 10", "acknowledged_listed"),
      ("UPDATE campaigns SET remaining_coupons = remaining_coupons + 5", "sums_add_up"),
      ("UPDATE coupons SET issue_time = issue_time - interval '1 day' WHERE sequence = 10", "no_issue_before_start"),
    ]) func whatIsDoneBehindTheServersBackIsFoundAndNamed(harm: String, invariant: String) async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let id = try await stage.client(of: server).create(coupons: 1_000).id
        let burst = try startBurst(stage, server, campaign: id)
        #expect(try await eventually { try stage.storedCoupons(ofCampaign: id).count > 20 })
        try stage.database.query(harm)
        let ending = await burst.ending()
        #expect(ending.status == 99, "\(ending)")
        #expect(try report(of: ending).broken.contains(invariant))
        #expect(ending.error.contains(invariant), "the report for people names it, too")
      }
    }

    @Test func aServerThatDiesLeavesNothingToProve() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let id = try await stage.client(of: server).create(coupons: 1_000).id
        let burst = try startBurst(stage, server, campaign: id, ["--timeout", "1s"])
        #expect(try await eventually { try stage.storedCoupons(ofCampaign: id).count > 20 })
        let port = try await server.kill()
        defer { withExtendedLifetime(port) {} }
        let ending = await burst.ending()
        #expect(ending.status == 1, "\(ending)")
        #expect(try report(of: ending).planned == 400)
      }
    }

    /// The server stands still and then dies: those who waited longest have no latency, and the percentiles look fine.
    @Test func whoWasCutOffIsNotMissedSilently() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let id = try await stage.client(of: server).create(coupons: 1_000).id
        let burst = try startBurst(stage, server, campaign: id)
        #expect(try await eventually { try stage.storedCoupons(ofCampaign: id).count > 20 })
        server.process.send(SIGSTOP)
        await burst.waitForError("sent 400/400")
        let port = try await server.kill()
        defer { withExtendedLifetime(port) {} }
        let ending = await burst.ending()
        #expect(ending.status == 1, "\(ending)")
        let report = try report(of: ending)
        let lost = try #require(report.outcomes["CONNECTION_LOST"])
        let warning = "\(lost) of 400 requests have no latency"
        #expect(report.warnings.contains { $0.hasPrefix(warning) }, "\(report.warnings)")
        #expect(ending.error.contains("WARNING  \(warning)"))
      }
    }

    private func startRace(
      _ stage: Stage, _ servers: [RunningServer], campaign id: Int64, _ more: [String] = []
    ) throws -> ProgramProcess {
      try stage.start(
        "campaign-load",
        ["race", "--campaign", "\(id)", "--requests", "2000", "--concurrency", "64", "--json", "-"]
          + servers.flatMap { ["--address", "\($0.address)"] } + more)
    }

    @Test func aRaceAtTwoServersSellsOutAndIsProved() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let id = try await stage.client(of: servers[0]).create(coupons: 500, startIn: .seconds(1)).id
        let ending = await (try startRace(stage, servers, campaign: id)).ending()
        #expect(ending.status == 0, "\(ending)")
        let report = try report(of: ending)
        #expect(report.sent == 2_000 && report.unsent == 0 && report.broken.isEmpty)
        #expect(report.outcomes["OK"] == 500 && report.outcomes.values.reduce(0, +) == 2_000)
        try stage.expectNothingLostOrOversold(campaign: id, total: 500, acknowledged: [])
      }
    }

    @Test func hotUsersGetOneCouponEach() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let id = try await stage.client(of: server).create(coupons: 1_000).id
        let ending = await
          (try startRace(
            stage, [server], campaign: id, ["--users", "300", "--users-mode", "hot", "--seed", "7"])).ending()
        #expect(ending.status == 0, "\(ending)")
        #expect(try report(of: ending).outcomes == ["OK": 2_000])
        #expect(try (1...300).contains(stage.storedCoupons(ofCampaign: id).count))
      }
    }

    @Test func stagesSendAsManyAsTheySay() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let id = try await stage.client(of: server).create(coupons: 1_000).id
        let ending = try await stage.run(
          "campaign-load",
          [
            "burst", "--campaign", "\(id)", "--stages", "100x500ms,1000x200ms", "--address", "\(server.address)",
            "--json", "-",
          ])
        #expect(ending.status == 0, "\(ending)")
        let report = try report(of: ending)
        #expect(report.planned == 250 && report.outcomes == ["OK": report.sent])
      }
    }

    /// The server is stopped in the middle of an open loop, and goes on when all has been sent: the requests that were
    /// sent meanwhile waited for as long as it stood still, and say so.
    @Test func aServerThatStandsStillShowsUpAsLatency() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let id = try await stage.client(of: server).create(coupons: 1_000).id
        let burst = try startBurst(stage, server, campaign: id)
        #expect(try await eventually { try stage.storedCoupons(ofCampaign: id).count > 20 })
        let clock = ContinuousClock()
        server.process.send(SIGSTOP)
        let stopped = clock.now
        await burst.waitForError("sent 400/400")
        let stillness = stopped.duration(to: clock.now)
        server.process.send(SIGCONT)
        let ending = await burst.ending()
        #expect(ending.status == 0, "\(ending)")
        let report = try report(of: ending)
        #expect(report.sent == 400 && report.outcomes == ["OK": 400] && report.broken.isEmpty)
        // The request that was planned next, five milliseconds later at most, waited for all of it.
        let microseconds = Int(stillness / .microseconds(1))
        #expect(try #require(report.latency_us["max"]) >= microseconds - 10_000)
        #expect(try #require(report.latency_us["p99"]) >= microseconds / 2)
      }
    }

    @Test func aServerThatDiesIsReplacedByTheOtherAndItsLostCallsAreAskedAgain() async throws {
      try await Stage.with { stage in
        let (killed, other) = (try await stage.server(), try await stage.server())
        let id = try await stage.client(of: other).create(coupons: 3_000).id
        // Few at a time, so that no more are lost at once than may be asked again.
        let race = try startRace(
          stage, [killed, other], campaign: id,
          ["--requests", "3000", "--concurrency", "4", "--connections", "2", "--retry"])
        #expect(try await eventually { try stage.storedCoupons(ofCampaign: id).count > 20 })
        let port = try await killed.kill()
        defer { withExtendedLifetime(port) {} }
        let ending = await race.ending()
        #expect(ending.status == 0, "\(ending)")
        let report = try report(of: ending)
        #expect(report.outcomes["OK"] == report.sent && report.broken.isEmpty)
        #expect(try stage.storedCoupons(ofCampaign: id).count == report.sent)
      }
    }

    @Test func withoutACampaignOrAServerNothingIsSent() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let missing = await (try startBurst(stage, server, campaign: 4_711)).ending()
        #expect(missing.status == 1)
        #expect(missing.error.contains("CAMPAIGN_NOT_FOUND"))
        let port = try await server.kill()
        defer { withExtendedLifetime(port) {} }
        let unreachable = await (try startBurst(stage, server, campaign: 1)).ending()
        #expect(unreachable.status == 1)
        #expect(unreachable.error.contains("\(server.address)"))
        let usage = try await stage.run("campaign-load", ["burst", "--campaign", "1"])
        #expect(usage.status == 2)
      }
    }
  }
}
