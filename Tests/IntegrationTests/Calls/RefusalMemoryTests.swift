import Foundation
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension CallsOverTheWire {
  /// Refusals from memory end with the change that ends them, at whichever server that was made.
  @Suite struct RefusalMemoryTests {
    /// Asks until the campaign's refusal is another than this one, or none.
    private func refusalEnds(
      _ client: CampaignClient, campaign id: Int64, user: String, after reason: String
    ) async throws -> Bool {
      try await eventually {
        do {
          _ = try await client.issue(id, user: user)
          return true
        } catch RPCClientError.status(let status) {
          return status.reason != reason
        }
      }
    }

    @Test func aResumeAtAnotherServerIsSeen() async throws {
      try await Stage.with { stage in
        let (here, there) = (try await stage.client(), try await stage.client())
        let id = try await here.create().id
        for round in 1...3 {
          _ = try await here.call(PauseCampaignRequest(campaignID: id))
          #expect(
            try await eventually {
              do {
                _ = try await there.issue(id, user: "\(round)")
              } catch RPCClientError.status(let status) {
                return status.reason == "CAMPAIGN_PAUSED"
              }
              return false
            })
          for _ in 0..<20 {
            await expect(.paused) { try await there.issue(id, user: "nobody") }
          }
          _ = try await here.call(ResumeCampaignRequest(campaignID: id))
          #expect(try await refusalEnds(there, campaign: id, user: "after \(round)", after: "CAMPAIGN_PAUSED"))
        }
      }
    }

    @Test func whoResumesAtAServerIsServedThereAtOnce() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create(coupons: 100).id
        for round in 0..<20 {
          _ = try await client.call(PauseCampaignRequest(campaignID: id))
          await expect(.paused) { try await client.issue(id, user: "\(round)") }
          _ = try await client.call(ResumeCampaignRequest(campaignID: id))
          #expect(try await client.issue(id, user: "\(round)").alreadyIssued == false)
        }
      }
    }

    @Test func aWinnerIsReplayedWhileTheCrowdIsRefused() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let client = stage.client(of: servers[0])
        let id = try await client.create(coupons: 5).id
        let won = try await Crowd.call(.ofUsers(5, campaign: id), at: servers)
        #expect(won.failures.isEmpty)
        for _ in 0..<3 {
          let crowd = try await Crowd.call(.ofUsers(500, campaign: id), at: servers)
          #expect(crowd.failures == ["SOLD_OUT": 495])
          #expect(Set(crowd.acknowledged) == Set(won.acknowledged))
        }
        _ = try await client.call(CloseCampaignRequest(campaignID: id))
        let isClosed = try await eventually {
          let crowd = try await Crowd.call(.ofUsers(50, campaign: id), at: servers)
          #expect(Set(crowd.acknowledged) == Set(won.acknowledged))
          return crowd.failures == ["CAMPAIGN_CLOSED": 45]
        }
        #expect(isClosed)
      }
    }

    @Test func winnersAreReplayedAtEveryServerWhileAMillionLosersAreRefused() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let id = try await stage.client(of: servers[0]).create(coupons: 5).id
        let winners = [IssueCouponRequest].ofUsers(5, campaign: id)
        let won = try await Crowd.call(winners, at: servers)
        #expect(won.failures.isEmpty)
        let losers = try stage.start(
          "campaign-load",
          ["race", "--campaign", "\(id)", "--requests", "1000000", "--concurrency", "256", "--json", "-"]
            + servers.flatMap { ["--address", "\($0.address)"] })
        repeat {
          for server in servers {
            let again = try await Crowd.call(winners, at: [server], connectionsEach: 1)
            #expect(again.failures.isEmpty && again.answers.allSatisfy { $0.alreadyIssued })
            #expect(Set(again.acknowledged) == Set(won.acknowledged))
          }
        } while losers.isRunning
        let ending = await losers.ending()
        #expect(ending.status == 0, "\(ending.error)")
        let report = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any]
        #expect(report?["outcomes"] as? [String: Int] == ["SOLD_OUT": 1_000_000])
      }
    }

    @Test func aCrowdAtAQueueOnlyCampaignNeitherWaitsForItsRowNorKeepsItFromOthers() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let request = CreateCampaignRequest(name: "줄", totalCoupons: 5, perUserLimit: 1, queueOnly: true)
        let id = try #require(try await stage.client(of: servers[0]).call(request).campaign).id
        // A lock of the row leaves the number of its transaction there.
        let locker = "SELECT xmax FROM campaigns WHERE id = \(id)"
        let isLeftAlone = try await eventually {
          let before = try stage.database.value(locker)
          let crowd = try await Crowd.call(.ofUsers(100, campaign: id), at: servers)
          #expect(crowd.failures == ["QUEUE_ONLY": 100])
          return try stage.database.value(locker) == before
        }
        #expect(isLeftAlone)
        // A batch holds the row, and saves another.
        let batch = try stage.database.openTransaction(
          "UPDATE campaigns SET remaining_coupons = 4, last_sequence = 1, stamp = gen_random_uuid() WHERE id = \(id)")
        for _ in 0..<3 {
          let crowd = try await Crowd.call(.ofUsers(500, campaign: id), at: servers)
          #expect(crowd.failures == ["QUEUE_ONLY": 500])
        }
        #expect(
          try stage.database.value(
            """
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
            """) == "0")
        try batch.run("COMMIT")
        let last = try await Crowd.call(.ofUsers(500, campaign: id), at: servers)
        #expect(last.failures == ["QUEUE_ONLY": 500])
      }
    }

    @Test func stockThatComesBackIsSeenAtEveryServer() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let id = try await stage.client(of: servers[0]).create(coupons: 2).id
        _ = try await Crowd.call(.ofUsers(2, campaign: id), at: servers)
        for (round, server) in servers.enumerated() {
          let crowd = try await Crowd.call(.ofUsers(100, campaign: id), at: servers)
          #expect(crowd.failures["SOLD_OUT"] == 98)
          // The returned stock is changed by SQL, as a compensation would, and no server is told.
          try stage.database.query("UPDATE campaigns SET remaining_coupons = 1 WHERE id = \(id)")
          #expect(
            try await eventually {
              let again = try await Crowd.call(
                [IssueCouponRequest(campaignID: id, userID: "patient-\(round)")], at: [server])
              return again.failures.isEmpty
            })
        }
      }
    }

    @Test func theFirstCallsAfterTheStartWin() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let client = stage.client(of: servers[0])
        let id = try await client.create(coupons: 10, startIn: .milliseconds(700)).id
        var refused: [String: Int] = [:]
        #expect(
          try await eventually {
            let crowd = try await Crowd.call(.ofUsers(10, campaign: id), at: servers)
            refused.merge(crowd.failures, uniquingKeysWith: +)
            return crowd.answers.count == 10
          })
        #expect(Set(refused.keys).isSubset(of: ["CAMPAIGN_NOT_STARTED"]))
        #expect(
          try stage.database.value(
            "SELECT count(*) FROM coupons JOIN campaigns ON id = campaign_id WHERE issue_time < start_time") == "0")
      }
    }

    @Test func whatCantBeConfirmedIsNotRefusedFromMemory() async throws {
      try await Stage.with { stage in
        try await DatabaseProxy.with(stage.database.url) { proxy in
          let server = try await stage.server(databaseURL: proxy.url)
          let client = stage.client(of: server)
          let id = try await client.create().id
          _ = try await client.call(PauseCampaignRequest(campaignID: id))
          for _ in 0..<5 { await expect(.paused) { try await client.issue(id, user: "minji") } }
          proxy.isFrozen = true
          try await RawConnection.with(server) { connection in
            var streamID: UInt32 = 1
            let isForgotten = try await eventually {
              streamID += 2
              let request = IssueCouponRequest(campaignID: id, userID: "minji")
              try await connection.send(
                RawFrame.call(.issueCoupon, request, streamID: streamID, timeoutNanoseconds: 100_000_000))
              let reason = await connection.answer()?.status?.reason
              #expect(["CAMPAIGN_PAUSED", "DEADLINE_EXCEEDED"].contains(reason))
              return reason == "DEADLINE_EXCEEDED"
            }
            #expect(isForgotten)
          }
          proxy.isFrozen = false
        }
      }
    }
  }
}
