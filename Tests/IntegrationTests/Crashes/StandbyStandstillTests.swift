import CrashChecking
import ProcessHarness
import RPCClient
import RPCCodec
import TestCluster
import TestDatabase
import Testing

extension CrashProof {
  /// The synchronous standby stands still for a while under a burst, and then goes on.
  @Suite struct StandbyStandstillTests {
    @Test func aStandbyThatStandsStillCostsAnswersButNoSessions() async throws {
      try await StandbyStage.with { stage in
        let callers = try await stage.server()
        let campaigns = try await CrashCampaigns.create(by: callers.client, round: 0, selling: 300)
        let read = try await callers.client.create().id
        let (journal, database) = (stage.journal, stage.stage.database)
        try await stage.burst(of: callers, on: campaigns) { _ in
          try await stage.waitForAnswers(500)
          let sessions = try database.serverSessions
          try await stage.pair.whileStandbyIsFrozen {
            let end = ContinuousClock.now + CrashSettings.standstill
            let refusals = journal.refusedCount
            try stage.saveEarly(campaign: read)
            async let reading = expect(.databaseUnavailable) { try await callers.client.campaign(read) }
            await callers.server.process.waitForError("durability gate waits for the disk or a standby")
            #expect(try await eventually { journal.undecidedCount > 0 && journal.refusedCount > refusals + 20 })
            _ = await reading
            await expect(.databaseUnavailable) { try await callers.client.issue(campaigns.open, user: "probe") }
            let coupons = journal.newCouponCount
            repeat {
              // A session that is dropped may have its end at the server still before it, for a moment.
              let isBounded = try await eventually { try database.serverSessions <= sessions }
              #expect(isBounded, "\(sessions) sessions before")
              try await Task.sleep(for: .milliseconds(500))
            } while ContinuousClock.now < end
            #expect(journal.newCouponCount == coupons, "nothing is told while nothing is durable")
          }
          await callers.server.process.waitForError("durability gate goes on")
          let coupons = journal.newCouponCount
          #expect(try await eventually { journal.newCouponCount > coupons + 100 })
        }
        let found = try journal.contradictions(to: database, sinceCampaign: campaigns.ids.min() ?? 0)
        #expect(found.isEmpty, "\(found.prefix(10))")
        #expect(journal.surprises.isEmpty, "\(journal.surprises)")
      }
    }
  }
}
