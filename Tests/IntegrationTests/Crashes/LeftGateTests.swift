import CrashChecking
import ProcessHarness
import RPCClient
import RPCCodec
import TestCluster
import TestDatabase
import Testing

extension CrashProof {
  /// The standby was promoted and the primary lives on: the gate's session is at the old one, and all others are at the
  /// new one.
  @Suite struct LeftGateTests {
    /// The server's session that sent a marker last, or looked for other programs.
    private static let gate = """
      (SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND query NOT LIKE '%pid =%'
          AND (query LIKE '%pg_logical_emit_message%' OR query LIKE '%count(*) FROM pg_catalog.pg_stat_activity%')
        ORDER BY query_start DESC LIMIT 1)
      """

    /// Leaves the server one session at the old primary, its gate's; all others it makes anew, where `door` leads.
    private func leaveGateBehind(_ database: TestDatabase) async throws {
      try database.query(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name LIKE 'campaign-server%' AND datname = current_database() AND pid <> \(Self.gate)
        """)
    }

    @Test func aGateAtAServerThatWasLeftOpensNothingAndFollows() async throws {
      try await StandbyStage.with { stage in
        try await DatabaseProxy.with(stage.stage.database.url) { door in
          let callers = try await stage.server(by: door.url)
          let campaigns = try await CrashCampaigns.create(by: callers.client, round: 0, selling: 300)
          let first = campaigns.ids.min() ?? 0
          try await stage.burst(of: callers, on: campaigns) { _ in try await stage.waitForAnswers(300) }
          // From now on the old primary says at once that all is durable there.
          try await stage.pair.goOnWithoutStandby()
          try await stage.pair.promote()
          let (standby, promoted) = (stage.pair.standby, try stage.promoted)
          try await standby.leaveWALWriterAlone()
          try await standby.stopWALWriter()
          try stage.disk.set(.milliseconds(20))
          try door.route(to: standby.url)
          try await leaveGateBehind(stage.stage.database)
          #expect(try await eventually { try stage.stage.database.serverSessions <= 1 })
          try await stage.burst(of: callers, on: campaigns) { _ in
            try await stage.waitForAnswers(500)
            let losesSomething = try await eventually { try standby.unflushedBytes() > 0 }
            #expect(losesSomething, "a crash that takes nothing proves nothing")
            try await standby.crash(.kill)
            try stage.disk.set(.zero)
            try await standby.recover(from: .kill)
            let found = try stage.journal.contradictions(to: promoted, sinceCampaign: first)
            #expect(found.isEmpty, "\(found.prefix(10))")
            try await stage.waitForAnswers(500)
          }
          #expect(try stage.stage.database.serverSessions == 0)
          let found = try stage.journal.contradictions(to: promoted, sinceCampaign: first)
          #expect(found.isEmpty, "\(found.prefix(10))")
          #expect(stage.journal.surprises.isEmpty, "\(stage.journal.surprises)")
        }
      }
    }

    /// The old primary's COMMITs, the gate's marker among them, wait for a standby that doesn't come again.
    @Test func aGateThatWaitsForeverWhereNobodyElseIsLeavesAndCallsAreServed() async throws {
      try await StandbyStage.with { stage in
        try await DatabaseProxy.with(stage.stage.database.url) { door in
          let old = stage.stage.database
          let callers = try await stage.server(by: door.url)
          let client = callers.client
          let id = try await client.create(coupons: 1_000).id
          #expect(try await client.issue(id, user: "before").coupon != nil)
          try await stage.pair.promote()
          try stage.saveEarly(campaign: id)
          async let reading = expect(.databaseUnavailable) { try await client.campaign(id) }
          #expect(try await eventually { try stage.pair.waits(of: "pg_logical_emit_message").count == 1 })
          let holder = try stage.stage.holdRow(ofCampaign: id)
          async let crowd = Crowd.call(.ofUsers(40, campaign: id), at: [callers.server])
          #expect(try await stage.stage.waitUntilSomebodyWaitsForALock())
          try holder.end()
          await callers.server.process.waitForError("durability gate waits for the disk or a standby")
          #expect(try await crowd.acknowledged.isEmpty)
          _ = await reading
          try door.route(to: stage.pair.standby.url)
          try await leaveGateBehind(old)
          #expect(try await client.issuesAgain(id, user: "after"))
          // The gate's cancel request was led to the new one, too: its session stays until the wait ends.
          try await stage.pair.goOnWithoutStandby()
          #expect(try await eventually { try old.serverSessions == 0 })
          let users = "SELECT user_id FROM coupons ORDER BY sequence"
          #expect(try stage.promoted.query(users) == [["before"], ["after"]])
        }
      }
    }
  }
}
