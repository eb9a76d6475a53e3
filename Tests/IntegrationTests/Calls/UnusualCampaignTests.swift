import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension CallsOverTheWire {
  /// Campaigns that a DBA changed by SQL, as callers see them.
  @Suite struct UnusualCampaignTests {
    private static let neverStarts = ExpectedError(
      code: .failedPrecondition, reason: "CAMPAIGN_NOT_STARTED", httpStatus: 409, korean: "캠페인이 아직 시작되지 않음")

    @Test func anInfiniteEndIsNoneAndAnInfiniteStartNamesNoTime() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let endless = try await client.create(endIn: .seconds(600)).id
        let startless = try await client.create(startIn: .seconds(600)).id
        try stage.database.query(
          """
          UPDATE campaigns SET end_time = 'infinity' WHERE id = \(endless);
          UPDATE campaigns SET start_time = 'infinity' WHERE id = \(startless)
          """)
        #expect(try await client.issue(endless, user: "minji").coupon?.sequence == 1)
        #expect(try await client.campaign(endless).endTime == nil)
        // The first asks the database, the others may be refused from memory.
        for _ in 0..<20 {
          let refusal = await expect(Self.neverStarts) { try await client.issue(startless, user: "minji") }
          #expect(refusal?.metadata == ["http_status": "409"])
        }
        await expect(Self.neverStarts) {
          try await client.call(PauseCampaignRequest(campaignID: startless))
        }
        let campaign = try await client.campaign(startless)
        #expect(campaign.startTime == nil && campaign.state == .scheduled)
        let shown = try await stage.run(
          "campaignctl",
          ["campaign", "get", "\(startless)", "--output", "json", "--address", "127.0.0.1:\(server.address.port)"])
        #expect(shown.status == 0 && !shown.output.contains("startTime") && shown.output.contains("createTime"))
        #expect(
          try stage.database.query("SELECT end_time, start_time FROM campaigns ORDER BY id").map { [$0[0], $0[1]] }
            .joined()
            .count { $0 == "infinity" } == 2, "both stay as they were set")
      }
    }

    @Test func aRowThatNoCampaignCanHaveIsItsOwnFaultAndNobodyElses() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let faulty = try await client.create().id
        let other = try await client.create().id
        try stage.database.query(
          "UPDATE campaigns SET last_sequence = 9223372036854775807 WHERE id = \(faulty)")
        await expect(.internalFault) { try await client.issue(faulty, user: "minji") }
        await expect(.internalFault) { try await client.campaign(faulty) }
        await server.process.waitForError("campaign \(faulty): last_sequence is 9223372036854775807")
        #expect(try await client.issue(other, user: "minji").coupon?.sequence == 1)
        let listed = try await client.call(ListCampaignsRequest(pageSize: 1))
        #expect(listed.campaigns.map(\.id) == [other] && !listed.nextPageToken.isEmpty)
        let rest = try await client.call(
          ListCampaignsRequest(pageSize: 1, pageToken: listed.nextPageToken))
        #expect(rest.campaigns.isEmpty && rest.nextPageToken.isEmpty)
        await server.process.waitForError("a listing leaves a campaign out: campaign \(faulty): last_sequence")
        #expect(server.process.isRunning)
      }
    }

    @Test func idsThatAreTakenStopNoCreationAndTheLogSaysWhatToDo() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        var earlier: Set<Int64> = []
        for _ in 0..<5 { earlier.insert(try await client.create().id) }
        try stage.database.query("SELECT setval(pg_get_serial_sequence('campaigns', 'id'), 1, false)")
        var later: Set<Int64> = []
        for number in 0..<20 { later.insert(try await client.create(key: "key-\(number)").id) }
        #expect(later.count == 20 && later.isDisjoint(with: earlier))
        #expect(try await client.issue(try #require(later.max()), user: "minji").coupon?.sequence == 1)
        await server.process.waitForError("SELECT setval(pg_get_serial_sequence('campaigns', 'id')")
      }
    }

    /// The statements read the clock without naming its schema: another function of that name, found first, is a clock
    /// that can be set.
    @Test func aClockThatIsSetBackIssuesNothingBeforeTheOpening() async throws {
      try await Stage.with { stage in
        func setClock(back span: String) throws {
          try stage.database.query(
            """
            CREATE OR REPLACE FUNCTION shadow.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
            AS $$ SELECT pg_catalog.clock_timestamp() - interval '\(span)' $$
            """)
        }
        try stage.database.query(
          """
          CREATE SCHEMA shadow;
          DO $$ BEGIN
            EXECUTE format('ALTER DATABASE %I SET search_path = shadow, pg_catalog', current_database());
          END $$
          """)
        try setClock(back: "0")
        let client = try await stage.client()
        let id = try await client.create().id
        let opened = try #require(try await client.campaign(id).openedTime)
        try setClock(back: "1 hour")
        for user in ["minji", "jun"] {
          #expect(try await client.issue(id, user: user).coupon?.issueTime == opened)
        }
        _ = try await client.call(PauseCampaignRequest(campaignID: id))
        #expect(
          try stage.database.value(
            "SELECT bool_and(transition_time = opened_time) FROM campaigns JOIN campaign_transitions ON campaign_id = campaigns.id"
          )
            == "t")
        try setClock(back: "0")
        _ = try await client.call(ResumeCampaignRequest(campaignID: id))
        let late = try await client.issue(id, user: "late").coupon?.issueTime?.microsecondsSinceEpoch
        #expect(try #require(late) > (try #require(opened.microsecondsSinceEpoch)))
      }
    }
  }
}
