import ProcessHarness
import RPCClient
import RPCCodec
import TestCluster
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// Sessions that die without a word: what was idle is found within a second, and what was under way by its own limit.
  @Suite struct DeadSessionTests {
    /// Limits of twice the promise: where sessions were idle, and where one was busy.
    private static let idle = Duration.seconds(10)
    private static let busy = Duration.seconds(20)

    /// Issues, reads and changes, each in time and without an error that a caller hears.
    private func everythingGoesOn(
      _ client: CampaignClient, id: Int64, user: String = "after", within limit: Duration
    ) async throws {
      let begin = ContinuousClock.now
      async let issued = client.issue(id, user: user)
      async let read = client.call(GetCampaignRequest(campaignID: id))
      async let listed = client.call(ListCampaignsRequest())
      async let created = client.create(startIn: .seconds(600))
      #expect(try await issued.coupon?.userID == user)
      #expect(try await read.campaign?.id == id)
      #expect(try await listed.campaigns.contains { $0.id == id })
      #expect(try await created.state == .scheduled)
      #expect(ContinuousClock.now - begin < limit)
    }

    private func schedulerGoesOn(_ client: CampaignClient, _ database: TestDatabase) async throws {
      let due = try await client.create(startIn: .milliseconds(100)).id
      let isOpened = try await eventually(within: Self.busy) {
        try database.value("SELECT count(*) FROM campaign_transitions WHERE campaign_id = \(due)") == "1"
      }
      #expect(isOpened)
    }

    @Test func whatAMiddleboxForgotIsReplacedWithinSecondsAndNoCallerHearsOfIt() async throws {
      try await Stage.with { stage in
        try await DatabaseProxy.with(stage.database.url) { proxy in
          let server = try await stage.server(databaseURL: proxy.url)
          let scheduler = try await stage.scheduler(databaseURL: proxy.url)
          let client = stage.client(of: server)
          let id = try await client.create(coupons: 100).id
          #expect(try await client.issue(id, user: "before").coupon != nil)
          #expect(try await stage.database.waitUntilServerIsIdle())
          proxy.forget()
          let forgotten = try #require(try stage.database.value("SELECT clock_timestamp()"))
          try await everythingGoesOn(client, id: id, within: Self.idle)
          try await schedulerGoesOn(client, stage.database)
          let listens = try await eventually(within: Self.idle) {
            // The server's listener and the scheduler's.
            try stage.database.value(
              """
              SELECT count(*) FROM pg_stat_activity
              WHERE datname = current_database() AND query LIKE 'LISTEN%' AND backend_start > '\(forgotten)'
              """) == "2"
          }
          #expect(listens)
          // Every call again: nothing that was forgotten is left to be found by a caller.
          try await everythingGoesOn(client, id: id, user: "later", within: Self.idle)
          #expect(try stage.storedCoupons(ofCampaign: id).map(\.userID) == ["before", "after", "later"])
          for log in [server.process.errorSoFar, scheduler.errorSoFar] {
            let begun = log.lines(saying: "database outage begins")
            #expect(begun.count == 1, "\(log)")
            #expect(begun.first?.contains("did not answer within") == true, "\(log)")
          }
          for program in [server.process, scheduler] { await program.waitForError("database outage ends") }
        }
      }
    }

    @Test func aPrimaryThatFreezesIsLeftForTheNextHostOfTheURL() async throws {
      try await ClusterPair.with { pair in
        try await Stage.with { stage in
          let server = try await stage.server(databaseURL: pair.url)
          _ = try await stage.scheduler(databaseURL: pair.url)
          let client = stage.client(of: server)
          let id = try await client.create(coupons: 100).id
          #expect(try await client.issue(id, user: "before").coupon != nil)
          try pair.replicate()
          #expect(try await pair.firstDatabase.waitUntilServerIsIdle())
          try pair.first.freeze()
          try await everythingGoesOn(client, id: id, within: Self.idle)
          try await schedulerGoesOn(client, pair.secondDatabase)
          let coupons = try pair.secondDatabase.query("SELECT user_id FROM coupons ORDER BY sequence")
          #expect(coupons == [["before"], ["after"]])
          let begun = server.process.errorSoFar.lines(saying: "database outage begins")
          #expect(begun.count == 1 && begun.allSatisfy { $0.contains("did not answer within 1 s") }, "\(begun)")
        }
      }
    }

    @Test func aPrimaryThatFreezesInACrowdCostsNobodyMoreThanTheirTime() async throws {
      try await ClusterPair.with { pair in
        try await Stage.with { stage in
          let server = try await stage.server(databaseURL: pair.url)
          let client = stage.client(of: server)
          let id = try await client.create(coupons: 100_000, perUser: 0).id
          try pair.replicate()
          #expect(try await client.issue(id).coupon != nil)
          try pair.first.freeze()
          let frozen = ContinuousClock.now
          // The session that issued a moment ago is not asked before its first statement: its limit is that of a round
          // trip.
          try await RawConnection.with(server) { connection in
            for number in 0..<100 {
              let issue = IssueCouponRequest(campaignID: id)
              try await connection.send(
                RawFrame.call(
                  .issueCoupon, issue, streamID: UInt32(number * 2 + 1), timeoutNanoseconds: 1_500_000_000))
            }
            for _ in 0..<100 { ExpectedError.deadlineExceeded.check(await connection.answer()?.status) }
          }
          #expect(ContinuousClock.now - frozen < .seconds(3), "nobody who is undecided waits past their own time")
          let issues = try await eventually(within: Self.busy) {
            try await Crowd.call([IssueCouponRequest(campaignID: id)], at: [server], timeout: .seconds(2))
              .acknowledged.count == 1
          }
          #expect(issues)
          #expect(ContinuousClock.now - frozen < Self.busy)
          let log = server.process.errorSoFar
          #expect(log.lines(saying: "database outage begins").allSatisfy { $0.contains("did not answer within") })
        }
      }
    }
  }
}
