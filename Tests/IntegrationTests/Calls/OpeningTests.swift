import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension CallsOverTheWire {
  /// A campaign's opening that a crowd awaits.
  @Suite struct OpeningTests {
    @Test func whoComesEarlyHearsHowLongAndWhoComesThenWins() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let client = stage.client(of: servers[0])
        _ = try await stage.scheduler()
        let id = try await client.create(coupons: 40, startIn: .seconds(600)).id
        var acknowledged: [Crowd.Acknowledged] = []
        var timesLeft: [Duration] = []
        for _ in 0..<3 {
          let early = try await Crowd.call(.ofUsers(40, campaign: id), at: servers)
          #expect(early.failures == ["CAMPAIGN_NOT_STARTED": 40])
        }
        // Ten minutes pass, but for a moment.
        try stage.database.query(
          """
          UPDATE campaigns SET start_time = clock_timestamp() + interval '300 ms' WHERE id = \(id);
          SELECT pg_notify('seonchak_campaigns', '\(id)')
          """)
        // The same users come again and again until all of them have a coupon.
        let isSoldOut = try await eventually {
          let crowd = try await Crowd.call(.ofUsers(40, campaign: id), at: servers)
          #expect(Set(crowd.failures.keys).isSubset(of: ["CAMPAIGN_NOT_STARTED"]))
          timesLeft += crowd.outcomes.compactMap { outcome in
            guard case .failure(.status(let status)) = outcome else { return nil }
            ExpectedError.notStarted.check(status)
            return status.retryDelay
          }
          acknowledged = crowd.acknowledged
          return acknowledged.count == 40
        }
        #expect(isSoldOut)
        #expect(timesLeft.allSatisfy { $0 > .zero && $0 <= .seconds(600) })
        let rows = try stage.database.query(
          """
          SELECT opened_time >= start_time, min(issue_time) >= opened_time,
            min(issue_time) = min(issue_time) FILTER (WHERE sequence = 1)
          FROM coupons JOIN campaigns ON campaigns.id = campaign_id WHERE campaigns.id = \(id) GROUP BY campaigns.id
          """)
        #expect(rows == [["t", "t", "t"]])
        try stage.expectNothingLostOrOversold(campaign: id, total: 40, acknowledged: acknowledged)
        let shown = try await stage.run(
          "campaignctl", ["campaign", "get", "\(id)", "--language", "en"],
          environment: ["CAMPAIGN_ADDRESS": "127.0.0.1:\(servers[1].address.port)"])
        let times = shown.output.split(separator: "\n").filter { $0.contains(" after the start)") }
        #expect(times.count == 2, "the opening and the first issue: \(shown.output)")
      }
    }
  }
}
