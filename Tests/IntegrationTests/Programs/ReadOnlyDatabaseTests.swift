import ProcessHarness
import RPCClient
import RPCCodec
import TestCluster
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// A database that takes no changes, from the start or from some moment on.
  @Suite struct ReadOnlyDatabaseTests {
    private static let limit = Duration.seconds(20)

    /// Sessions stay, and the server takes no changes from then on, or takes them again.
    private func makeReadOnly(_ isReadOnly: Bool, _ database: TestDatabase) async throws {
      // ALTER SYSTEM changes no data: it is taken in either state.
      try database.query("ALTER SYSTEM SET default_transaction_read_only = \(isReadOnly ? "on" : "off")")
      try database.query("SELECT pg_reload_conf()")
      #expect(
        try await eventually {
          try database.value("SHOW default_transaction_read_only") == (isReadOnly ? "on" : "off")
        })
    }

    @Test func afterASwitchoverEverythingGoesOnOnTheNewPrimary() async throws {
      try await ClusterPair.with { pair in
        try await Stage.with { stage in
          let server = try await stage.server(databaseURL: pair.url)
          let scheduler = try await stage.scheduler(databaseURL: pair.url)
          let client = stage.client(of: server)
          let id = try await client.create(coupons: 100).id
          #expect(try await client.issue(id, user: "before").coupon != nil)
          try pair.replicate()
          try await makeReadOnly(true, pair.firstDatabase)
          let begin = ContinuousClock.now
          #expect(try await client.issuesAgain(id, user: "after"))
          _ = try await client.call(PauseCampaignRequest(campaignID: id))
          let due = try await client.create(startIn: .milliseconds(100)).id
          let isOpened = try await eventually(within: Self.limit) {
            try pair.secondDatabase.value(
              "SELECT count(*) FROM campaign_transitions WHERE campaign_id = \(due) AND actor = 'scheduler'") == "1"
          }
          #expect(isOpened)
          #expect(ContinuousClock.now - begin < Self.limit)
          // Those that were idle find it out themselves, and the URL admits no server that is read-only, not even for
          // reads.
          #expect(try await eventually(within: Self.limit) { try pair.firstDatabase.serverSessions == 0 })
          #expect(
            try pair.secondDatabase.query("SELECT user_id FROM coupons ORDER BY sequence") == [["before"], ["after"]])
          #expect(try pair.firstDatabase.value("SELECT count(*) FROM coupons") == "1")
          for program in [server.process, scheduler] {
            await program.waitForError("database outage ends")
            let log = program.errorSoFar
            let begun = log.lines(saying: "database outage begins")
            #expect(begun.count == 1 && begun.allSatisfy { $0.contains("25006") && $0.contains("read-only") }, "\(log)")
          }
        }
      }
    }

    @Test func whatIsReadWhereNothingCanBeChangedDecidesNoIssue() async throws {
      try await PrivateCluster.with { cluster in
        try await Stage.with(cluster: cluster.url) { stage in
          let server = try await stage.server()
          let client = stage.client(of: server)
          let id = try await client.create(coupons: 1).id
          #expect(try await client.issue(id, user: "winner").coupon != nil)
          let isRemembered = try await eventually {
            await expect(.soldOut) { try await client.issue(id, user: "loser") }
            return try stage.database.value("SELECT count(*) FROM coupons") == "1"
          }
          #expect(isRemembered)
          try await makeReadOnly(true, stage.database)
          // The row says so, as before, but it may be a standby's that is behind.
          let isUnavailable = try await eventually {
            do {
              _ = try await client.issue(id, user: "loser")
              return false
            } catch RPCClientError.status(let status) {
              return status.reason == "DATABASE_UNAVAILABLE"
            }
          }
          #expect(isUnavailable)
          // Memory refuses for less than a second by what it knew before.
          await expect(.databaseUnavailable) { try await client.issue(id, user: "another") }
          #expect(try await client.campaign(id).remainingCoupons == 0, "pages are read on")
          try await makeReadOnly(false, stage.database)
          let isBack = try await eventually {
            do {
              _ = try await client.issue(id, user: "loser")
              return false
            } catch RPCClientError.status(let status) {
              return status.reason == "SOLD_OUT"
            }
          }
          #expect(isBack)
        }
      }
    }

    @Test func aServerThatIsStartedWhereNothingCanBeChangedSaysSoAndHealsByItself() async throws {
      try await PrivateCluster.with { cluster in
        try await Stage.with(cluster: cluster.url) { stage in
          let id = try await stage.client().create().id
          try await makeReadOnly(true, stage.database)
          let server = try await stage.server()
          let client = stage.client(of: server)
          await expect(.databaseUnavailable) { try await client.issue(id, user: "minji") }
          #expect(try await client.campaign(id).remainingCoupons == 10)
          let begun = server.process.errorSoFar.lines(saying: "database outage begins")
          #expect(begun.count == 1 && begun.allSatisfy { $0.contains("the server is read-only") }, "\(begun)")
          try await makeReadOnly(false, stage.database)
          // The server reconnects although nobody calls.
          await server.process.waitForError("database outage ends")
          #expect(try await client.issue(id, user: "minji").coupon?.sequence == 1)
          #expect(server.process.errorSoFar.lines(saying: "database outage begins").count == 1)
        }
      }
    }
  }
}
