import CrashChecking
import ProcessHarness
import RPCClient
import RPCCodec
import TestCluster
import TestDatabase
import Testing

extension CrashProof {
  /// The primary is lost under a burst, and its synchronous standby takes its place.
  @Suite struct PromotionTests {
    /// `losesCable`: what the primary wrote last never reached the standby.
    @Test(arguments: [false, true])
    func whatCallersWereToldIsTrueWhereTheStandbyWasPromoted(losesCable: Bool) async throws {
      try await StandbyStage.with { stage in
        let callers = try await stage.server()
        _ = try await stage.stage.scheduler(["--queue-interval", "0", "--queue-batch", "20"], databaseURL: stage.url())
        let found = try await promote(on: stage, under: callers, losesCable: losesCable)
        #expect(found.isEmpty, "\(found.prefix(10))")
        #expect(stage.journal.surprises.isEmpty, "\(stage.journal.surprises)")
        #expect(callers.server.process.isRunning)
      }
    }

    /// A mutation: the server answers at once what it should hold until the standby has it.
    @Test(.enabled("nobody is held") { try await CrashSettings.serverHasGate() })
    func aGateThatIsOpenIsFoundByAPromotion() async throws {
      try await StandbyStage.with { stage in
        let callers = try await stage.server(environment: ["SEONCHAK_TEST_OPEN_GATE": "1"])
        let found = try await promote(on: stage, under: callers, losesCable: true)
        #expect(found.map(\.promise).contains(.toldCouponIsStored))
      }
    }

    /// Kills the primary under a burst and promotes the standby. Returns the contradictions to what the standby has, at
    /// once and after it has served for a while.
    private func promote(
      on stage: StandbyStage, under callers: ServedCallers, losesCable: Bool
    ) async throws -> [Contradiction] {
      let campaigns = try await CrashCampaigns.create(by: callers.client, round: 0, selling: 300)
      let first = campaigns.ids.min() ?? 0
      var found: [Contradiction] = []
      try await stage.burst(of: callers, on: campaigns) { _ in
        try await stage.waitForAnswers(1_000)
        if losesCable {
          stage.cable.isFrozen = true
          #expect(try await eventually { try stage.pair.waitingBackends() > 0 })
        }
        let codes = "SELECT code FROM coupons"
        let written = Set(try stage.stage.database.query(codes))
        try await stage.pair.killPrimary()
        try await stage.pair.promote()
        found = try stage.journal.contradictions(to: stage.promoted, sinceCampaign: first)
        // COMMITs that wait for a standby are seen by nobody: what is seen was released early.
        if losesCable, try await CrashSettings.serverHasGate() {
          let lost = written.subtracting(try stage.promoted.query(codes))
          #expect(!lost.isEmpty, "a failover that takes nothing proves nothing")
        }
        try await stage.waitForAnswers(1_000)
      }
      return try found + stage.journal.contradictions(to: stage.promoted, sinceCampaign: first)
    }

    /// Readings on a standby need no gate, and say nothing of where the gate should be.
    @Test func readingFromTheStandbyDoesNotCostTheGateItsConnection() async throws {
      try await StandbyStage.with { stage in
        #expect(try await eventually { (try? stage.promoted.value("SELECT 1")) != nil })
        let callers = try await stage.server(by: stage.url(sessions: "prefer-standby"))
        let id = try await callers.client.create(coupons: 1_000).id
        #expect(try await eventually { (try? await callers.client.campaign(id)) != nil })
        #expect(try stage.promoted.serverSessions > 0)
        for round in 0..<3 {
          // A gate stays for a second at least.
          #expect(try await stage.stage.database.waitUntilServerIsIdle(sessions: 14))
          let requests = (0..<100).map { IssueCouponRequest(campaignID: id, userID: "user-\(round)-\($0)") }
          async let crowd = Crowd.call(requests, at: [callers.server])
          #expect(try await callers.client.campaign(id).totalCoupons == 1_000)
          let failures = try await crowd.failures
          #expect(failures.isEmpty, "\(failures)")
        }
        let log = callers.server.process.errorSoFar
        #expect(log.lines(saying: "durability gate lost its connection").isEmpty, "\(log)")
      }
    }
  }
}
