import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// Campaigns that a scheduler can't change now, or ever, keep no other waiting and no core busy.
  @Suite struct SchedulerObstacleTests {
    private static let held = 100

    /// Inserts campaigns whose start or end is past, by SQL: so many at once take no program's time.
    private func insert(_ count: Int, state: String, start: String, end: String, on stage: Stage) throws {
      try stage.database.query(
        """
        INSERT INTO campaigns (name, total_coupons, remaining_coupons, start_time, end_time, per_user_limit, state,
          opened_time, create_time, creation_fingerprint)
        SELECT 'held', 10, 10, now() - interval '\(start)', \(end), 1, '\(state)',
          CASE '\(state)' WHEN 'OPEN' THEN now() - interval '\(start)' END, now() - interval '2 days', ''
        FROM generate_series(1, \(count))
        """)
    }

    /// The lateness of the campaign's change to a state; `nil` if it has not changed.
    private func lateness(_ state: String, of id: Int64, on stage: Stage) throws -> Duration? {
      try stage.database.query(
        "SELECT lateness_microseconds FROM campaign_transitions WHERE campaign_id = \(id) AND to_state = '\(state)'"
      ).first?.first?.flatMap { $0 }.flatMap { Int64($0) }.map { .microseconds($0) }
    }

    /// Waits until no job asked the database anything for a third of a second.
    private func isQuiet(_ stage: Stage) async throws -> Bool {
      try await eventually {
        try stage.database.value(
          """
          SELECT count(*) > 0 AND bool_and(state = 'idle' AND state_change < clock_timestamp() - interval '0.3 s')
          FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'campaign-scheduler%'
            AND query NOT LIKE 'LISTEN %'
          """) == "t"
      }
    }

    @Test(arguments: [1, 3])
    func behindAHundredHeldOnesADueCampaignIsOpenedAndAnEndedOneClosed(schedulers: Int) async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        try insert(Self.held, state: "SCHEDULED", start: "1 day", end: "NULL", on: stage)
        try insert(Self.held, state: "OPEN", start: "1 day", end: "now() - interval '1 hour'", on: stage)
        let holder = try stage.database.openTransaction("SELECT FROM campaigns FOR UPDATE")
        for _ in 0..<schedulers { _ = try await stage.scheduler() }
        let due = try await client.create(startIn: .milliseconds(300)).id
        let ended = try await client.create(endIn: .milliseconds(300)).id
        for (id, state) in [(due, "OPEN"), (ended, "CLOSED")] {
          // The creation of the second is an opening, too, but none that was planned.
          #expect(try await eventually { try lateness(state, of: id, on: stage) != nil })
          // The promise is a second.
          #expect(try #require(try lateness(state, of: id, on: stage)) < .seconds(2))
        }
        #expect(try stage.database.value("SELECT count(*) FROM campaigns WHERE state = 'SCHEDULED'") == "\(Self.held)")
        try holder.end()
        #expect(
          try await eventually {
            try stage.database.value(
              "SELECT count(*) FROM campaigns WHERE state = 'OPEN' AND end_time IS NULL") == "\(Self.held + 1)"
          })
        #expect(
          try await eventually {
            try stage.database.value("SELECT count(*) FROM campaigns WHERE state = 'CLOSED'") == "\(Self.held + 1)"
          })
        #expect(
          try stage.database.query(
            """
            SELECT to_state, count(*), count(DISTINCT campaign_id) FROM campaign_transitions WHERE actor = 'scheduler'
            GROUP BY to_state ORDER BY to_state
            """) == [["CLOSED", "101", "101"], ["OPEN", "101", "101"]], "each once")
      }
    }

    @Test func infiniteTimesAreNothingToDo() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let endless = try await client.create(endIn: .seconds(600)).id
        let startless = try await client.create(startIn: .seconds(600)).id
        try stage.database.query(
          """
          UPDATE campaigns SET end_time = 'infinity' WHERE id = \(endless);
          UPDATE campaigns SET start_time = 'infinity' WHERE id = \(startless)
          """)
        let scheduler = try await stage.scheduler()
        #expect(try await isQuiet(stage), "it spins")
        let next = try await client.create(startIn: .milliseconds(100)).id
        #expect(try await eventually { try await client.campaign(next).state == .open })
        #expect(try await client.campaign(endless).state == .open)
        #expect(try await client.campaign(startless).state == .scheduled)
        #expect(!scheduler.errorSoFar.contains(" error "))
      }
    }

    @Test func aDueCampaignThatCanNotBeReadWaitsWhileOthersGoOn() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let faulty = try await client.create(startIn: .seconds(600)).id
        try stage.database.query(
          """
          ALTER TABLE campaigns DROP CONSTRAINT campaigns_user_limit_range;
          UPDATE campaigns SET start_time = now() - interval '1 day', per_user_limit = -1 WHERE id = \(faulty)
          """)
        let scheduler = try await stage.scheduler()
        await scheduler.waitForError("campaign \(faulty): per_user_limit is -1")
        #expect(try await isQuiet(stage), "it spins")
        let next = try await client.create(startIn: .milliseconds(100)).id
        #expect(try await eventually { try await client.campaign(next).state == .open })
        try stage.database.query("UPDATE campaigns SET per_user_limit = 1 WHERE id = \(faulty)")
        #expect(try await eventually(within: .seconds(40)) { try await client.campaign(faulty).state == .open })
      }
    }
  }
}
