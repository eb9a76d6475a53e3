import Glibc
import PartnerStandIn
import ProcessHarness
import RPCClient
import RPCCodec
import TestCluster
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// Coupons are handed to a partner's service, by schedulers that are killed, stopped and cut off.
  @Suite struct DeliveryTests {
    /// A lease of six seconds.
    private static let quick = [
      "--queue-interval", "0", "--delivery-timeout", "1s", "--delivery-poll-interval", "100ms",
    ]

    @Test func threeSchedulersDeliverWhatTheServiceTakesAndFailWhatItRefuses() async throws {
      let partner = try await PartnerStandIn { call in
        PartnerReaction(isRefused: call.number % 10 == 0, cut: call.number % 10 == 5 ? .after : nil)
      }
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await stage.delivering(400, of: 200, to: partner, by: client)
        for _ in 0..<3 { _ = try await stage.scheduler(Self.quick) }
        #expect(try await stage.waitUntilDelivered(campaign: id))
        try stage.expectDeliveriesEndedWell(campaign: id, total: 200, partner: partner)
        let failed = try stage.database.value(
          "SELECT count(*) FROM queue_entries WHERE failure_reason = 'DELIVERY_REFUSED'")
        #expect(failed != "0")
        let entry = try #require(
          try stage.database.value(
            "SELECT min(request_id::text) FROM queue_entries WHERE failure_reason = 'DELIVERY_REFUSED'"))
        let request = try await client.call(GetCouponRequestRequest(requestID: entry)).request
        #expect(request?.status == .fail && request?.step == "DELIVERY" && request?.failureReason == "DELIVERY_REFUSED")
      }
      await partner.stop()
    }

    @Test func aRequestIsDoneWhenTheServiceTookItsCoupon() async throws {
      let partner = try await PartnerStandIn { _ in PartnerReaction(polls: 2) }
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await stage.delivering(0, of: 10, to: partner, by: client)
        let asked = try #require(
          try await client.call(RequestCouponRequest(campaignID: id, userID: "u")).request)
        let scheduler = try await stage.scheduler(Self.quick)
        let request = try await client.call(WaitCouponRequestRequest(requestID: asked.requestID)).request
        #expect(request?.status == .done && request?.step == "DELIVERY" && request?.attempts == 1)
        #expect(partner.book.takenKeys == [asked.requestID])
        let calls = partner.calls
        #expect(calls.map(\.method) == ["POST", "GET", "GET"])
        #expect(calls.first?.target == "/coupons?k=v" && calls.last?.target == "/status/\(asked.requestID)")
        #expect(calls.first?.body.contains(request?.coupon?.code ?? "none") == true)
        scheduler.send(SIGTERM)
        #expect(await scheduler.ending().status == 0)
        try stage.expectDeliveriesEndedWell(campaign: id, total: 10, partner: partner)
      }
      await partner.stop()
    }

    @Test func aSchedulerThatIsKilledBehindItsClaimLosesNothing() async throws {
      let partner = try await PartnerStandIn()
      try await Stage.with { stage in
        let id = try await stage.delivering(10, of: 10, to: partner, by: try await stage.client())
        // The claim waits inside its COMMIT, which PostgreSQL finishes without the scheduler.
        let holder = try stage.database.openTransaction("SELECT pg_advisory_xact_lock(1)")
        try stage.database.query(
          """
          CREATE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS
          $$ BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END $$;
          CREATE CONSTRAINT TRIGGER stop_here AFTER UPDATE ON deliveries
          DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stop_here()
          """)
        let killed = try await stage.scheduler(Self.quick)
        #expect(try await stage.waitUntilSomebodyWaitsForALock())
        killed.send(SIGKILL)
        _ = await killed.ending()
        try holder.end()
        #expect(partner.callCount == 0)
        #expect(
          try await eventually { try stage.database.value("SELECT count(*) FROM deliveries WHERE token > 0") == "10" })
        try stage.database.query("DROP TRIGGER stop_here ON deliveries")
        _ = try await stage.scheduler(Self.quick)
        #expect(try await stage.waitUntilDelivered(campaign: id))
        #expect(try stage.line("completed", campaign: id) == "10")
        #expect(partner.book.postCount == 10)
        try stage.expectDeliveriesEndedWell(campaign: id, total: 10, partner: partner)
      }
      await partner.stop()
    }

    @Test func aSchedulerThatIsKilledBeforeItSavesTheAnswersHasThemAskedForAgain() async throws {
      let partner = try await PartnerStandIn()
      try await Stage.with { stage in
        let id = try await stage.delivering(10, of: 10, to: partner, by: try await stage.client())
        let killed = try await stage.scheduler(Self.quick + ["--queue-batch", "10"])
        #expect(try await eventually { try stage.line("delivering + completed > 0", campaign: id) == "true" })
        let holder = try stage.database.openTransaction(
          "SELECT FROM campaign_queues WHERE campaign_id = \(id) FOR UPDATE")
        #expect(try await eventually { partner.book.takenKeys.count == 10 })
        killed.send(SIGKILL)
        _ = await killed.ending()
        try holder.end()
        _ = try await stage.scheduler(Self.quick)
        #expect(try await stage.waitUntilDelivered(campaign: id))
        #expect(try stage.line("completed", campaign: id) == "10")
        try stage.expectDeliveriesEndedWell(campaign: id, total: 10, partner: partner)
      }
      await partner.stop()
    }

    @Test func aSchedulerThatStoodStillPastItsLeaseSavesNothingLate() async throws {
      // The first calls are answered late, and refused; the others are taken at once.
      let partner = try await PartnerStandIn { call in
        call.number <= 5 ? PartnerReaction(delay: .milliseconds(700), status: 422) : PartnerReaction()
      }
      try await Stage.with { stage in
        let id = try await stage.delivering(5, of: 5, to: partner, by: try await stage.client())
        let stopped = try await stage.scheduler(Self.quick)
        #expect(try await eventually { partner.callCount == 5 })
        stopped.send(SIGSTOP)
        let other = try await stage.scheduler(Self.quick)
        #expect(try await stage.waitUntilDelivered(campaign: id))
        #expect(try stage.line("completed", campaign: id) == "5")
        stopped.send(SIGCONT)
        // It goes on with others, and has thrown away what it had.
        let next = try await stage.delivering(5, of: 5, to: partner, by: try await stage.client())
        other.send(SIGTERM)
        #expect(await other.ending().status == 0)
        #expect(try await stage.waitUntilDelivered(campaign: next))
        stopped.send(SIGTERM)
        #expect(await stopped.ending().status == 0)
        #expect(try stage.line("completed", campaign: id) == "5")
        #expect(
          try stage.database.value("SELECT count(*) FROM queue_entries WHERE state <> 'COMPLETED'") == "0")
        #expect(partner.book.doubleCodes.isEmpty)
      }
      await partner.stop()
    }

    @Test func aRestartOfTheDatabaseLosesNoDelivery() async throws {
      let partner = try await PartnerStandIn { _ in PartnerReaction(delay: .milliseconds(20)) }
      try await PrivateCluster.with { cluster in
        try await Stage.with(cluster: cluster.url) { stage in
          let id = try await stage.delivering(600, of: 500, to: partner, by: try await stage.client())
          let scheduler = try await stage.scheduler(Self.quick)
          for count in [50, 150] {
            #expect(try await eventually { partner.callCount >= count })
            try await cluster.restart(["--immediate"])
          }
          #expect(try await stage.waitUntilDelivered(campaign: id))
          #expect(try stage.line("completed", campaign: id) == "500")
          try stage.expectDeliveriesEndedWell(campaign: id, total: 500, partner: partner)
          #expect(scheduler.isRunning)
        }
      }
      await partner.stop()
    }

    @Test func aServiceThatIsDownIsGivenUpAndOneThatComesBackIsNot() async throws {
      let down = try await PartnerStandIn()
      await down.stop()
      let busy = try await PartnerStandIn { call in call.number <= 20 ? PartnerReaction(status: 503) : PartnerReaction()
      }
      try await Stage.with { stage in
        let client = try await stage.client()
        let lost = try await stage.delivering(5, of: 5, to: down, by: client)
        let late = try await stage.delivering(5, of: 5, to: busy, by: client)
        let scheduler = try await stage.scheduler(Self.quick + ["--delivery-max-attempts", "6"])
        #expect(try await stage.waitUntilDelivered(campaign: lost))
        #expect(try await stage.waitUntilDelivered(campaign: late))
        #expect(try stage.line("completed", campaign: late) == "5")
        #expect(
          try stage.database.value(
            """
            SELECT count(*) FROM compensation_failures WHERE compensation_type = 'STOCK_RELEASE'
              AND reference_id LIKE '\(lost)/%'
            """) == "5")
        try stage.expectDeliveriesEndedWell(campaign: lost, total: 5, partner: down)
        try stage.expectDeliveriesEndedWell(campaign: late, total: 5, partner: busy)
        #expect(scheduler.errorSoFar.contains("delivery given up"))
      }
      await busy.stop()
    }

    @Test func aServiceThatNeverEndsIsAskedAgainAndGivenUp() async throws {
      let partner = try await PartnerStandIn { _ in PartnerReaction(polls: .max) }
      try await Stage.with { stage in
        let id = try await stage.delivering(3, of: 3, to: partner, by: try await stage.client())
        _ = try await stage.scheduler(Self.quick + ["--delivery-max-attempts", "2", "--delivery-max-polls", "3"])
        #expect(try await stage.waitUntilDelivered(campaign: id))
        #expect(try stage.line("failed", campaign: id) == "3")
        #expect(partner.calls.count { $0.method == "POST" } == 6)
        #expect(partner.calls.count { $0.method == "GET" } == 18)
        try stage.expectDeliveriesEndedWell(campaign: id, total: 3, partner: partner)
      }
      await partner.stop()
    }

    @Test func aServiceThatKnowsUsNotStopsItsCampaignUntilItDoes() async throws {
      let partner = try await PartnerStandIn { _ in PartnerReaction(status: 401) }
      try await Stage.with { stage in
        let id = try await stage.delivering(20, of: 20, to: partner, by: try await stage.client())
        let scheduler = try await stage.scheduler(Self.quick)
        #expect(try await eventually { scheduler.errorSoFar.contains("deliveries stand still") })
        #expect(try stage.database.value("SELECT max(attempts) FROM deliveries") ?? "0" <= "1")
        partner.react { _ in PartnerReaction() }
        #expect(try await stage.waitUntilDelivered(campaign: id))
        #expect(try stage.line("completed", campaign: id) == "20")
        #expect(try stage.database.value("SELECT count(*) FROM delivery_standstills") == "0")
        #expect(scheduler.errorSoFar.contains("deliveries go on"))
        try stage.expectDeliveriesEndedWell(campaign: id, total: 20, partner: partner)
      }
      await partner.stop()
    }

    @Test func aSchedulerSaysWhatIsWrongWithItsFlags() async throws {
      try await Stage.with { stage in
        let missing = try await stage.run(
          "campaign-scheduler", ["--database-url", stage.database.url, "--delivery-secret-file", "/nowhere/secrets"])
        #expect(missing.status != 0 && missing.error.contains("--delivery-secret-file /nowhere/secrets: No such file"))
        let range = try await stage.run(
          "campaign-scheduler", ["--database-url", stage.database.url, "--delivery-allow", "10.0.0.0/8,nonsense"])
        #expect(range.status == 64 || range.status == 2, "\(range.status)")
        #expect(range.error.contains("10.0.0.0/8"))
      }
    }
  }
}
