import ProcessHarness
import RPCClient
import RPCCodec
import TestCluster
import TestDatabase
import Testing

extension CrashProof {
  /// A marker that is late is waited for, unless its answer can't come any more.
  @Suite struct LateMarkerTests {
    @Test(.timeLimit(.minutes(2))) func anAnswerThatIsSwallowedAmidAMarkerIsNotWaitedForForEver() async throws {
      try await PrivateCluster.with { cluster in
        try await Stage.with(cluster: cluster.url) { stage in
          try await DatabaseProxy.with(stage.database.url) { proxy in
            let server = try await stage.server(CrashSettings.serverArguments, databaseURL: proxy.url)
            let client = stage.client(of: server)
            let id = try await client.create(coupons: 1_000).id
            #expect(try await client.issue(id, user: "before").coupon != nil)
            let operations = TestDatabase(at: cluster.url)
            // A standby that nobody is: from now on markers stand still.
            try operations.query("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
            try operations.query("SELECT pg_reload_conf()")
            var round = 0
            // The first of those whose COMMITs and markers wait are told that nobody knows.
            let isStandstill = try await eventually {
              round += 1
              let requests = (0..<20).map { IssueCouponRequest(campaignID: id, userID: "user-\(round)-\($0)") }
              return try await Crowd.call(requests, at: [server]).acknowledged.isEmpty
            }
            #expect(isStandstill)
            let isWaiting = try await eventually {
              try operations.value("SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'SyncRep'") == "t"
            }
            #expect(isWaiting)
            proxy.forget()
            try operations.query("ALTER SYSTEM RESET synchronous_standby_names")
            try operations.query("SELECT pg_reload_conf()")
            #expect(try await client.issuesAgain(id, user: "after", whileHearing: ["OVERLOADED"]))
            let page = try await client.campaign(id)
            #expect(page.id == id)
          }
        }
      }
    }
  }
}
