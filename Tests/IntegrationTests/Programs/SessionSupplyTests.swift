import Foundation
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// Fewer connections than the server wants, and connections whose statements are worth nothing any more.
  @Suite struct SessionSupplyTests {
    /// All kinds of calls at once; returns the reasons of those that failed.
    private func crowd(
      _ client: CampaignClient, _ server: RunningServer, ids: [Int64], round: Int
    ) async throws -> [String: Int] {
      let requests = (0..<400).map { number in
        IssueCouponRequest(campaignID: ids[number % ids.count], userID: "user-\(round)-\(number)")
      }
      async let issued = Crowd.call(requests, at: [server])
      let others = await withTaskGroup(of: String?.self) { group in
        for number in 0..<40 {
          group.addTask {
            do {
              switch number % 4 {
              case 0: _ = try await client.create(coupons: 1, startIn: .seconds(600))
              case 1: _ = try await client.campaign(ids[number % ids.count])
              case 2: _ = try await client.call(ListCampaignsRequest())
              default: _ = try await client.call(PauseCampaignRequest(campaignID: ids[0]))
              }
              return nil
            } catch RPCClientError.status(let status) {
              return status.reason ?? "\(status)"
            } catch {
              return "\(error)"
            }
          }
        }
        return await group.reduce(into: [String]()) { if let reason = $1 { $0.append(reason) } }
      }
      var reasons = try await issued.failures
      for reason in others { reasons[reason, default: 0] += 1 }
      return reasons
    }

    @Test func underAConnectionLimitOfSevenEveryKindOfCallIsServed() async throws {
      try await Stage.with { stage in
        let role = try LimitedRole(connections: 7, in: stage)
        let server = try await stage.server(databaseURL: role.url)
        let client = stage.client(of: server)
        var ids: [Int64] = []
        #expect(
          try await eventually {
            try stage.database.value("SELECT count(*) FROM pg_stat_activity WHERE usename = '\(role.name)'") == "7"
          })
        for _ in 0..<6 { ids.append(try await client.create(coupons: 10_000).id) }
        for round in 0..<5 {
          let reasons = try await crowd(client, server, ids: ids, round: round)
          #expect(Set(reasons.keys).isSubset(of: ["CAMPAIGN_PAUSED"]), "\(reasons)")
        }
        let log = server.process.errorSoFar
        #expect(log.lines(saying: "database connection shortage begins").allSatisfy { $0.contains("53300") }, "\(log)")
        #expect(log.lines(saying: "database outage").isEmpty, "\(log)")
        try stage.database.query("REASSIGN OWNED BY \(role.name) TO CURRENT_USER")
      }
    }

    @Test func aColumnThatChangesItsTypeCostsNobodyAnError() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let scheduler = try await stage.scheduler()
        let client = stage.client(of: server)
        var ids: [Int64] = []
        for _ in 0..<6 { ids.append(try await client.create(coupons: 10_000).id) }
        #expect(try await crowd(client, server, ids: ids, round: 0).keys.allSatisfy { $0 == "CAMPAIGN_PAUSED" })
        for (round, type) in ["varchar", "text"].enumerated() {
          // At once: a session that begins between two changes is outdated again, and work is repeated once.
          try stage.database.query(
            """
            BEGIN;
            ALTER TABLE campaigns ALTER COLUMN name TYPE \(type);
            ALTER TABLE coupons ALTER COLUMN code TYPE \(type) COLLATE "C";
            COMMIT
            """)
          let reasons = try await crowd(client, server, ids: ids, round: round + 1)
          #expect(Set(reasons.keys).isSubset(of: ["CAMPAIGN_PAUSED"]), "\(reasons)")
          // The holders of another server's coupons are read by statements of their own.
          let due = try await client.create(startIn: .milliseconds(100)).id
          let isOpened = try await eventually {
            try stage.database.value(
              "SELECT count(*) FROM campaign_transitions WHERE campaign_id = \(due) AND actor = 'scheduler'") == "1"
          }
          #expect(isOpened)
        }
        #expect(server.process.errorSoFar.lines(saying: "database sessions begin anew").count >= 1)
        #expect(scheduler.errorSoFar.lines(saying: " error ").isEmpty, "\(scheduler.errorSoFar)")
      }
    }

    @Test func anAdminDoesNotWaitBehindThoseWhoReadPages() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await client.create(coupons: 20_000, perUser: 0).id
        try stage.database.query(
          """
          INSERT INTO coupons (campaign_id, sequence, code, issue_time)
          SELECT \(id), n, '가' || lpad(n::text, 9, '0'), now() FROM generate_series(1, 10000) n
          """)
        try stage.database.query(
          "UPDATE campaigns SET remaining_coupons = 10000, last_sequence = 10000 WHERE id = \(id)")
        try await RawConnection.with(server) { first in
          try await RawConnection.with(server) { second in
            for reader in [first, second] {
              for number in 0..<300 {
                let page = GetCampaignRequest(campaignID: id)
                try await reader.send(RawFrame.call(.getCampaign, page, streamID: UInt32(number * 2 + 1)))
              }
            }
            let begin = ContinuousClock.now
            _ = try await client.call(PauseCampaignRequest(campaignID: id))
            // A limit of twice the promise.
            #expect(ContinuousClock.now - begin < .seconds(2))
          }
        }
      }
    }
  }
}
