import Foundation
import Glibc
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension LoadOverTheWire {
  /// The verdicts of campaign-load against real servers: success, or the reason why it is none.
  @Suite struct LoadVerdictTests {
    private func startBurst(
      _ stage: Stage, _ server: RunningServer, campaign id: Int64, _ more: [String] = []
    ) throws -> ProgramProcess {
      try stage.start(
        "campaign-load",
        [
          "burst", "--campaign", "\(id)", "--rate", "200", "--duration", "1s", "--address", "\(server.address)",
          "--json", "-",
        ] + more)
    }

    private func report(of ending: ProgramProcess.Ending) throws -> [String: Any] {
      try object(Data(ending.output.utf8))
    }

    private func object(_ json: Data) throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    }

    private func certify(
      _ stage: Stage, _ server: RunningServer, to path: String, _ more: [String]
    ) throws -> ProgramProcess {
      try stage.start(
        "campaign-load",
        ["certify", "--address", "\(server.address)", "--start-in", "0s", "--output", path] + more,
        environment: ["DATABASE_URL": stage.database.url])
    }

    /// A run of a paused campaign names a remedy that makes the next run a proof.
    @Test func aPausedCampaignProvesNothingAndItsRemedyHelps() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await client.create(coupons: 100).id
        _ = try await client.call(PauseCampaignRequest(campaignID: id))
        let paused = await (try startBurst(stage, server, campaign: id)).ending()
        #expect(paused.status == 1, "\(paused)")
        #expect((try report(of: paused)["invariants"] as? [Any])?.isEmpty == true)
        #expect(paused.error.contains("resume it with 'campaignctl campaign resume \(id)'"))
        let resumed = try await stage.run(
          "campaignctl", ["campaign", "resume", "\(id)", "--address", "\(server.address)"])
        #expect(resumed.status == 0, "\(resumed)")
        let again = await (try startBurst(stage, server, campaign: id)).ending()
        #expect(again.status == 0, "\(again)")
        _ = try await client.call(CloseCampaignRequest(campaignID: id))
        // Only new users ask: a user with a coupon would get it again.
        let closed = await (try startBurst(stage, server, campaign: id)).ending()
        #expect(closed.status == 1 && closed.error.contains("is closed, and that is final"), "\(closed)")
      }
    }

    @Test(arguments: [SIGINT, SIGTERM]) func aBurstThatIsStoppedProvesWhatItSent(signal: Int32) async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let id = try await stage.client(of: server).create(coupons: 1_000).id
        let burst = try startBurst(stage, server, campaign: id, ["--duration", "1h"])
        #expect(try await eventually { try stage.storedCoupons(ofCampaign: id).count > 20 })
        burst.send(signal)
        let ending = await burst.ending()
        #expect(ending.status == 130, "\(ending)")
        let report = try report(of: ending)
        #expect(report["interrupted"] as? Bool == true)
        let invariants = try #require(report["invariants"] as? [[String: Any]])
        #expect(!invariants.isEmpty && invariants.allSatisfy { $0["held"] as? Bool == true })
        let outcomes = try #require(report["outcomes"] as? [String: Int])
        #expect(try stage.storedCoupons(ofCampaign: id).count == outcomes["OK"])
      }
    }

    /// The campaign is closed while the last answers are awaited, so that a second interrupt leaves none open either.
    @Test(arguments: [SIGINT, SIGTERM])
    func anInterruptInTheMiddleIsCertifiedAndClosesTheCampaign(signal: Int32) async throws {
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("certificate-\(UUID())")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(at: folder) }
      let file = folder.appendingPathComponent("race.json")
      try await Stage.with { stage in
        let server = try await stage.server()
        let program = try certify(stage, server, to: file.path, ["--rate", "200", "--duration", "1h"])
        #expect(try await eventually { try stage.database.value("SELECT count(*) > 20 FROM coupons") == "t" })
        program.send(signal)
        let ending = await program.ending()
        #expect(ending.status == 130 && ending.error.contains("may leave the race's campaign open"), "\(ending)")
        #expect(ending.output.split(separator: "\n").last?.hasPrefix("VERDICT  interrupted: ") == true, "\(ending)")
        #expect(try stage.database.value("SELECT string_agg(state, ',') FROM campaigns") == "CLOSED")
        let requests = try object(Data(contentsOf: file))["requests"] as? [String: Any]
        #expect(requests?["interrupted"] as? Bool == true)
        let checked = try await stage.run(
          "campaign-load", ["certify", "--check", file.path], environment: ["DATABASE_URL": stage.database.url])
        #expect(checked.status == 0, "\(checked)")
      }
    }

    @Test func aCertificateThatCanNotBeWrittenCostsNoTextAndThresholdsAreCompared() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let race = ["--requests", "500", "--coupons", "100", "--fail-on", "p50=1us"]
        let full = await (try certify(stage, server, to: "/dev/full", race)).ending()
        #expect(full.status == 1 && full.error.contains("/dev/full can't be written"), "\(full)")
        #expect(full.output.contains("VERDICT  threshold exceeded: p50 was "), "\(full)")
        let exceeded = await (try certify(stage, server, to: "/dev/null", race)).ending()
        #expect(exceeded.status == 98, "\(exceeded)")
      }
    }
  }
}
