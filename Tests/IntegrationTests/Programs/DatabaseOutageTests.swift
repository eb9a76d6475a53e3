import Foundation
import ProcessHarness
import RPCClient
import RPCCodec
import Synchronization
import TestCluster
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// PostgreSQL goes away and comes back; the programs stay and serve again by themselves.
  @Suite struct DatabaseOutageTests {
    @Test func whileTheDatabaseIsStoppedCallsAreRefusedAndHealthIsServing() async throws {
      try await PrivateCluster.with { cluster in
        try await Stage.with(cluster: cluster.url) { stage in
          let server = try await stage.server()
          let client = stage.client(of: server)
          let scheduler = try await stage.scheduler()
          let id = try await client.create().id
          let coupon = try await client.issue(id, user: "minji").coupon
          try await cluster.stop()
          await expect(.databaseUnavailable) { try await client.issue(id, user: "jun") }
          await expect(.databaseUnavailable) { try await client.issue(id, user: "minji") }
          await expect(.databaseUnavailable) { try await client.call(GetCampaignRequest(campaignID: id)) }
          await expect(.databaseUnavailable) { try await client.create() }
          await expect(.databaseUnavailable) {
            try await client.call(PauseCampaignRequest(campaignID: id))
          }
          // Faults of a request are found without the database.
          await expect(.invalidField("user_id")) { try await client.issue(id, user: "\u{1}") }
          #expect(try await client.call(HealthCheckRequest()).status == .serving)
          let console = try await stage.run("campaignctl", ["campaign", "list", "--address", "\(server.address)"])
          #expect(console.status == 78)
          #expect(console.error.hasPrefix("UNAVAILABLE/DATABASE_UNAVAILABLE: "))
          let migrate = try await stage.run(
            "campaignctl",
            ["migrate", "status", "--wait-for-database", "0", "--database-url", stage.database.url])
          #expect(migrate.status == 78)
          try await cluster.start()
          #expect(try await client.issuesAgain(id, user: "after"))
          #expect(
            try await client.issue(id, user: "minji") == IssueCouponResponse(coupon: coupon, alreadyIssued: true))
          #expect(try stage.storedCoupons(ofCampaign: id).map(\.userID) == ["minji", "after"])
          let scheduled = try await client.create(startIn: .milliseconds(100)).id
          #expect(try await eventually { try await client.campaign(scheduled).state == .open })
          // An outage is logged once, however many calls, pools and jobs noticed it.
          for program in [server.process, scheduler] {
            await program.waitForError("database outage ends")
            let log = program.errorSoFar
            let begun = log.lines(saying: "database outage begins")
            #expect(begun.count == 1 && begun.allSatisfy { $0.contains("reason=") }, "\(log)")
            #expect(log.lines(saying: " error ").count == 1, "\(log)")
          }
          scheduler.send(SIGTERM)
          #expect(await scheduler.ending().status == 0)
        }
      }
    }

    @Test(arguments: [["--immediate"], []])
    func aRestartOfTheDatabaseInABurstLosesNothingThatWasAcknowledged(options: [String]) async throws {
      try await PrivateCluster.with { cluster in
        try await Stage.with(cluster: cluster.url) { stage in
          let servers = [try await stage.server(), try await stage.server()]
          let client = stage.client(of: servers[0])
          _ = try await stage.scheduler()
          let total = 100_000
          let id = try await client.create(coupons: Int64(total), perUser: 0).id
          let burst = LongBurst(campaignID: id, servers: servers)
          async let ended = burst.run()
          #expect(try await eventually { burst.acknowledgedCount > 500 })
          try await cluster.restart(options)
          #expect(try await eventually { burst.hasFailures })
          #expect(try await client.issuesAgain(id, user: "after"))
          let afterRestart = burst.acknowledgedCount
          #expect(try await eventually { burst.acknowledgedCount > afterRestart + 500 })
          burst.stop()
          let (acknowledged, failures) = try await ended
          #expect(Set(failures.keys).isSubset(of: ["DATABASE_UNAVAILABLE", "OUTCOME_UNKNOWN"]), "\(failures)")
          try stage.expectNothingLostOrOversold(campaign: id, total: total, acknowledged: acknowledged)
          #expect(try await client.call(HealthCheckRequest()).status == .serving)
          let scheduled = try await client.create(startIn: .milliseconds(100)).id
          #expect(try await eventually { try await client.campaign(scheduled).state == .open })
        }
      }
    }

    @Test func aConnectionThatIsTerminatedBeforeTheDecisionIsRepeatedOnce() async throws {
      try await Stage.with { stage in
        let client = stage.client(of: try await stage.server())
        let id = try await client.create().id
        let before = try stage.storedRows
        let holder = try stage.holdRow(ofCampaign: id)
        func terminate() async throws {
          var terminated: String?
          let isFound = try await eventually {
            terminated = try stage.database.query(
              """
              SELECT pid FROM pg_stat_activity
              WHERE datname = current_database() AND wait_event_type = 'Lock' LIMIT 1
              """
            ).first?[0]
            return terminated != nil
          }
          #expect(isFound)
          try stage.database.query("SELECT pg_terminate_backend(\(terminated ?? "0"))")
          let isGone = try await eventually {
            try stage.database.query("SELECT FROM pg_stat_activity WHERE pid = \(terminated ?? "0")").isEmpty
          }
          #expect(isGone)
        }
        async let refused = expect(.databaseUnavailable) { try await client.issue(id, user: "minji") }
        async let paused = expect(.databaseUnavailable) {
          try await client.call(PauseCampaignRequest(campaignID: id))
        }
        // Each is repeated once, and each repeat is terminated, too.
        for _ in 0..<4 { try await terminate() }
        _ = await (refused, paused)
        #expect(try stage.storedRows == before)
        async let issued = client.issue(id, user: "minji")
        try await terminate()
        #expect(try await stage.waitUntilSomebodyWaitsForALock())
        try holder.end()
        #expect(try await issued.coupon?.sequence == 1)
      }
    }

    @Test func aDatabaseThatDoesNotAnswerCostsACallItsTimeAndNoMore() async throws {
      try await Stage.with { stage in
        try await DatabaseProxy.with(stage.database.url) { proxy in
          let server = try await stage.server(databaseURL: proxy.url)
          let client = stage.client(of: server)
          let id = try await client.create().id
          #expect(try await client.issue(id, user: "jun").coupon?.sequence == 1)
          proxy.isFrozen = true
          try await RawConnection.with(server) { connection in
            let issue = IssueCouponRequest(campaignID: id, userID: "minji")
            try await connection.send(RawFrame.call(.issueCoupon, issue, timeoutNanoseconds: 200_000_000))
            ExpectedError.deadlineExceeded.check(await connection.answer()?.status)
            let get = GetCampaignRequest(campaignID: id)
            try await connection.send(RawFrame.call(.getCampaign, get, timeoutNanoseconds: 200_000_000))
            ExpectedError.deadlineExceeded.check(await connection.answer()?.status)
          }
          #expect(try await client.call(HealthCheckRequest()).status == .serving)
          proxy.isFrozen = false
          await proxy.cutAll()
          #expect(try await client.issuesAgain(id, user: "after"))
          #expect(try stage.storedCoupons(ofCampaign: id).map(\.userID) == ["jun", "after"])
        }
      }
    }
  }
}

/// Callers who ask one coupon after the other until they are told to stop.
private final class LongBurst: Sendable {
  private struct State {
    var acknowledged: [Crowd.Acknowledged] = []
    var failures: [String: Int] = [:]
    var isStopped = false
  }

  private let campaignID: Int64
  private let servers: [RunningServer]
  private let state = Mutex(State())

  init(campaignID: Int64, servers: [RunningServer]) {
    self.campaignID = campaignID
    self.servers = servers
  }

  var acknowledgedCount: Int { state.withLock { $0.acknowledged.count } }
  var hasFailures: Bool { state.withLock { !$0.failures.isEmpty } }

  func stop() { state.withLock { $0.isStopped = true } }

  func run() async throws -> (acknowledged: [Crowd.Acknowledged], failures: [String: Int]) {
    let requests = Array(repeating: IssueCouponRequest(campaignID: campaignID), count: 64)
    let deadline = ContinuousClock.now + .seconds(60)
    while !state.withLock({ $0.isStopped }), ContinuousClock.now < deadline {
      let crowd = try await Crowd.call(requests, at: servers, connectionsEach: 1)
      state.withLock { state in
        state.acknowledged += crowd.acknowledged
        state.failures.merge(crowd.failures, uniquingKeysWith: +)
      }
    }
    return state.withLock { ($0.acknowledged, $0.failures) }
  }
}
