import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// A DBA changes coupons and counts under a running server, which knows who holds what.
  @Suite struct CouponsChangedBySQLTests {
    private static func crowd(_ names: [String], of id: Int64) -> [IssueCouponRequest] {
      names.map { IssueCouponRequest(campaignID: id, userID: $0) }
    }

    @Test func tenCouponsThatWereMovedCostNobodyAnError() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let id = try await stage.client(of: server).create(coupons: 2_000).id
        let issued = try await Crowd.call(.ofUsers(500, campaign: id), at: [server], connectionsEach: 4)
        #expect(issued.failures.isEmpty)
        // Without a word to the servers.
        try stage.database.query(
          "UPDATE coupons SET user_id = 'heir-' || sequence WHERE campaign_id = \(id) AND sequence <= 10")
        let heirs = (1...10).map { "heir-\($0)" }
        var names = (0..<2_490).map { "new-\($0)" }
        for (index, heir) in heirs.enumerated() { names.insert(heir, at: index * 240) }
        let crowd = try await Crowd.call(Self.crowd(names, of: id), at: [server], connectionsEach: 4)
        #expect(crowd.failures == ["SOLD_OUT": 990])
        #expect(crowd.answers.filter { $0.alreadyIssued }.compactMap(\.coupon?.userID).sorted() == heirs.sorted())
        try stage.expectNothingLostOrOversold(campaign: id, total: 2_000, acknowledged: crowd.acknowledged)
      }
    }

    @Test func aKeyThatWasMovedCostsNobodyAnError() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await client.create(coupons: 500, perUser: 0).id
        let keys = (0..<100).map { IssueCouponRequest(campaignID: id, idempotencyKey: "key-\($0)") }
        #expect(try await Crowd.call(keys, at: [server]).failures.isEmpty)
        try stage.database.query(
          "UPDATE coupons SET idempotency_key = 'moved-' || sequence WHERE campaign_id = \(id) AND sequence <= 3")
        let moved = (1...3).map { IssueCouponRequest(campaignID: id, idempotencyKey: "moved-\($0)") }
        let strangers = (0..<200).map { IssueCouponRequest(campaignID: id, idempotencyKey: "new-\($0)") }
        let crowd = try await Crowd.call(strangers[..<100] + moved + strangers[100...], at: [server])
        #expect(crowd.failures.isEmpty)
        #expect(crowd.answers.count { $0.alreadyIssued } == 3)
        #expect(try stage.storedCoupons(ofCampaign: id).count == 300)
      }
    }

    @Test func onlyTheCallThatIsRefusedAgainHearsOfIt() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let id = try await stage.client(of: server).create(coupons: 1_000).id
        #expect(try await Crowd.call(.ofUsers(10, campaign: id), at: [server]).failures.isEmpty)
        // A trigger makes the coupon of one user that of somebody who has one.
        try stage.database.query(
          """
          CREATE FUNCTION mislead() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN NEW.user_id := 'user-3'; RETURN NEW; END $$;
          CREATE TRIGGER mislead BEFORE INSERT ON coupons FOR EACH ROW WHEN (NEW.user_id = 'guilty')
            EXECUTE FUNCTION mislead()
          """)
        var names = (0..<500).map { "new-\($0)" }
        names.insert("guilty", at: 250)
        let crowd = try await Crowd.call(Self.crowd(names, of: id), at: [server])
        #expect(crowd.failures == ["INTERNAL": 1])
        #expect((try? crowd.outcomes[250].get()) == nil, "the guilty one")
        await server.process.waitForError("coupons_campaign_user_slot")
        #expect(server.process.errorSoFar.contains("campaign \(id): coupons_campaign_user_slot refuses a coupon"))
        try stage.expectNothingLostOrOversold(campaign: id, total: 1_000, acknowledged: crowd.acknowledged)
      }
    }

    @Test func aSequenceThatWasSetBackIsNamedWithItsRemedyAndOtherCampaignsGoOn() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let (id, other) = (try await client.create(coupons: 100).id, try await client.create(coupons: 100).id)
        #expect(try await Crowd.call(.ofUsers(10, campaign: id), at: [server]).failures.isEmpty)
        try stage.database.query(
          """
          UPDATE campaigns SET last_sequence = last_sequence - 3, remaining_coupons = remaining_coupons + 3
          WHERE id = \(id)
          """)
        var requests = Self.crowd((0..<40).map { "new-\($0)" }, of: id)
        for index in 0..<40 {
          requests.insert(IssueCouponRequest(campaignID: other, userID: "\(index)"), at: index * 2)
        }
        let crowd = try await Crowd.call(requests, at: [server])
        #expect(crowd.failures == ["INTERNAL": 40])
        #expect(crowd.acknowledged.count == 40, "the other campaign's")
        await expect(.internalFault) { try await client.issue(id, user: "one more") }
        // The log's line has a statement that puts it right.
        await server.process.waitForError("coupons_campaign_sequence")
        let log = server.process.errorSoFar
        #expect(log.contains("campaign \(id) can't issue: coupons_campaign_sequence"))
        let remedy = try #require(log.firstMatch(of: try Regex("UPDATE campaigns SET .* WHERE id = \(id)")))
        try stage.database.query(String(log[remedy.range]))
        #expect(try await Crowd.call(Self.crowd(["one more"], of: id), at: [server]).failures.isEmpty)
        let again = try await Crowd.call(.ofUsers(10, campaign: id), at: [server])
        #expect(again.answers.count { $0.alreadyIssued } == 10)
        try stage.expectNothingLostOrOversold(campaign: id, total: 100, acknowledged: again.acknowledged)
      }
    }

    @Test func whoMovesCouponsAndSaysSoIsBelievedByServersThatRefuseFromMemory() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let id = try await stage.client(of: servers[0]).create(coupons: 5).id
        #expect(try await Crowd.call(.ofUsers(5, campaign: id), at: servers).failures.isEmpty)
        for server in servers {
          #expect(try await Crowd.call(.ofUsers(100, campaign: id), at: [server]).failures == ["SOLD_OUT": 95])
        }
        try stage.database.query(
          OperationsGuide.sql(with: "SET stamp = gen_random_uuid()").replacing("= 7", with: "= \(id)"))
        for server in servers {
          let client = stage.client(of: server)
          #expect(try await client.issuesAgain(id, user: "heir", whileHearing: ["SOLD_OUT"]))
          for _ in 0..<3 {
            let losers = try await Crowd.call(.ofUsers(100, campaign: id), at: [server])
            #expect(losers.failures == ["SOLD_OUT": 96], "who lost it is a loser like others")
            #expect(try await client.issue(id, user: "heir").alreadyIssued)
          }
        }
      }
    }
  }
}
