import Glibc
import PartnerStandIn
import ProcessHarness
import RPCClient
import RPCCodec
import Synchronization
import TestCluster
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// Schedulers ask a partner for a coupon, fail, tell of it, are killed and stopped; its stock comes back once.
  @Suite struct CompensationTests {
    private static let quick = ["--compensation-interval", "1s"]

    private func campaign(on stage: Stage) async throws -> (RunningServer, Int64) {
      let server = try await stage.server()
      let client = stage.client(of: server)
      let id = try await client.create(coupons: 10).id
      _ = try await client.issue(id, user: "u1")
      return (server, id)
    }

    /// Three schedulers on one failing row: five tries take five intervals. One of them says so, the receiver of alerts
    /// is told until it takes it, and an admin has it tried anew.
    @Test func aRowThatFailsIsTriedOnceAnIntervalAndIsNeverForgotten() async throws {
      let partner = try await PartnerStandIn { call in
        call.method == "DELETE" ? PartnerReaction(status: 500) : PartnerReaction()
      }
      let alerts = Mutex(0)
      let receiver = try await PartnerStandIn { _ in
        PartnerReaction(
          status: alerts.withLock {
            $0 += 1; return $0
          } == 1 ? 503 : 204)
      }
      try await Stage.with { stage in
        let (server, id) = try await campaign(on: stage)
        let flags = Self.quick + ["--alert-url", "http://127.0.0.1:\(receiver.port)/alerts"]
        var schedulers: [ProgramProcess] = []
        for _ in 0..<3 { schedulers.append(try await stage.scheduler(flags)) }
        let number = try stage.reverse(campaign: id, at: partner)
        #expect(try await stage.waitUntil("FAILED", compensation: number))
        #expect(partner.calls.map(\.method) == Array(repeating: "DELETE", count: 8))
        let request = try stage.compensation("payload->>'requestId'", of: number)
        #expect(partner.calls.allSatisfy { $0.target == "/coupons/\(request)?key=7" && $0.key == request })
        #expect(try stage.compensation("last_attempted_at - created_at >= interval '5 s'", of: number) == "true")
        #expect(try stage.compensation("error_message", of: number) == "the service answered DELETE with 500")
        #expect(
          try await eventually {
            try !stage.compensation("alerted_time", of: number).isEmpty
          })
        #expect(receiver.callCount == 2)
        let alert = try #require(receiver.calls.last)
        #expect(alert.method == "POST" && alert.body.contains("\"compensationId\":\"\(number)\""))
        let lines = schedulers.flatMap { $0.errorSoFar.lines(saying: "compensation failed") }
        #expect(lines.count == 1 && lines.allSatisfy { $0.contains(" critical ") }, "\(lines)")
        // The partner is repaired.
        partner.react { _ in PartnerReaction() }
        let environment = ["CAMPAIGN_ADDRESS": "127.0.0.1:\(server.address.port)", "CAMPAIGN_LANGUAGE": "en"]
        let list = try await stage.run(
          "campaignctl", ["compensation", "list", "--status", "FAILED"], environment: environment)
        #expect(list.status == 0 && list.output.contains("DELIVERY_REVERSAL"))
        let retry = try await stage.run(
          "campaignctl", ["compensation", "retry", "\(number)", "--reason", "repaired"], environment: environment)
        #expect(retry.status == 0, "\(retry.error)")
        #expect(try await stage.waitUntil("COMPLETED", compensation: number))
        #expect(try stage.compensation("resolution", of: number) == "repaired")
        try stage.expectOneReturn(campaign: id, total: 10)
      }
      await partner.stop()
      await receiver.stop()
    }

    @Test func whatIsGivenUpKeepsItsStock() async throws {
      let partner = try await PartnerStandIn { _ in PartnerReaction(status: 500) }
      try await Stage.with { stage in
        let (server, id) = try await campaign(on: stage)
        let number = try stage.reverse(campaign: id, at: partner)
        try stage.database.query(
          """
          UPDATE compensation_failures SET status = 'FAILED', immediate_count = 3, retry_count = 5,
            next_attempt_time = NULL
          """)
        let discard = try await stage.run(
          "campaignctl", ["compensation", "discard", "\(number)", "--reason", "lost", "--language", "en"],
          environment: ["CAMPAIGN_ADDRESS": "127.0.0.1:\(server.address.port)"])
        #expect(discard.status == 0 && discard.output.contains("its coupon is revoked without its stock"))
        #expect(
          try stage.database.query(
            "SELECT remaining_coupons, revoked_time IS NOT NULL, slot FROM campaigns JOIN coupons ON id = campaign_id")
            == [["9", "t", "1"]])
        let client = stage.client(of: server)
        await expect(.userLimitReached) { try await client.issue(id, user: "u1") }
      }
      await partner.stop()
    }

    /// From the request to the partner's no, and on to the next user.
    @Test func whatAPartnerRefusesComesBackAndIsIssuedAgain() async throws {
      let partner = try await PartnerStandIn { call in PartnerReaction(isRefused: call.number == 1) }
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await stage.delivering(1, of: 1, to: partner, by: client)
        _ = try await stage.scheduler(Self.quick + ["--queue-interval", "0", "--delivery-timeout", "1s"])
        #expect(try await stage.waitUntilDelivered(campaign: id))
        #expect(
          try await eventually {
            try stage.database.value("SELECT count(*) FROM compensation_failures WHERE status = 'COMPLETED'") == "1"
          })
        let entry = try #require(try stage.database.value("SELECT request_id FROM queue_entries"))
        let refused = try await client.call(GetCouponRequestRequest(requestID: entry)).request
        #expect(refused?.status == .fail && refused?.failureReason == "DELIVERY_REFUSED")
        #expect(refused?.compensationStatus == "COMPLETED")
        #expect(partner.calls.map(\.method) == ["POST", "DELETE"])
        try stage.expectOneReturn(campaign: id, total: 1)
        let next = try #require(
          try await client.call(RequestCouponRequest(campaignID: id, userID: "next")).request)
        let done = try await client.call(WaitCouponRequestRequest(requestID: next.requestID)).request
        #expect(done?.status == .done && done?.coupon?.sequence == 2)
        try stage.expectDeliveriesEndedWell(campaign: id, total: 1, partner: partner)
      }
      await partner.stop()
    }

    /// Killed before the partner's answer came.
    @Test func aSchedulerThatIsKilledInTheMiddleOfAReversalLeavesItToAnother() async throws {
      let partner = try await PartnerStandIn { _ in PartnerReaction(delay: .seconds(100)) }
      try await Stage.with { stage in
        let (_, id) = try await campaign(on: stage)
        let killed = try await stage.scheduler(Self.quick)
        let number = try stage.reverse(campaign: id, at: partner)
        #expect(try await eventually { partner.callCount == 1 })
        killed.send(SIGKILL)
        _ = await killed.ending()
        #expect(try stage.compensation("status || immediate_count", of: number) == "PROCESSING1")
        partner.react { _ in PartnerReaction() }
        _ = try await stage.scheduler(Self.quick)
        try stage.endLease(ofCompensation: number)
        #expect(try await stage.waitUntil("COMPLETED", compensation: number))
        #expect(try stage.compensation("immediate_count", of: number) == "2")
        #expect(partner.callCount == 2)
        try stage.expectOneReturn(campaign: id, total: 10)
      }
      await partner.stop()
    }

    /// Killed when the partner had given the coupon back, before that was saved: it answers 410 from then on.
    @Test func aCouponThatWasGivenBackBeforeTheKillIsReturnedOnce() async throws {
      let partner = try await PartnerStandIn()
      try await Stage.with { stage in
        let (_, id) = try await campaign(on: stage)
        let killed = try await stage.scheduler(Self.quick)
        let holder = try stage.holdRow(ofCampaign: id)
        let number = try stage.reverse(campaign: id, at: partner)
        #expect(try await eventually { partner.callCount == 1 })
        killed.send(SIGKILL)
        _ = await killed.ending()
        try holder.end()
        _ = try await stage.scheduler(Self.quick)
        try stage.endLease(ofCompensation: number)
        #expect(try await stage.waitUntil("COMPLETED", compensation: number))
        #expect(partner.callCount >= 2)
        try stage.expectOneReturn(campaign: id, total: 10)
      }
      await partner.stop()
    }

    /// The partner has given the coupon back, and the database is gone before that can be saved.
    @Test func aRestartOfTheDatabaseBetweenAnswerAndEffectReturnsTheStockOnce() async throws {
      let partner = try await PartnerStandIn { call in PartnerReaction(delay: call.number == 1 ? .seconds(5) : .zero) }
      try await PrivateCluster.with { cluster in
        try await Stage.with(cluster: cluster.url) { stage in
          let (_, id) = try await campaign(on: stage)
          _ = try await stage.scheduler(Self.quick)
          let number = try stage.reverse(campaign: id, at: partner)
          #expect(try await eventually { partner.callCount == 1 })
          try await cluster.stop()
          #expect(try await eventually { partner.book.pages.count == 1 })
          try await cluster.start()
          #expect(
            try await eventually(within: .seconds(60)) {
              // The database may be away meanwhile. A try whose outcome could not be saved keeps its lease.
              try? stage.endLease(ofCompensation: number)
              return (try? stage.compensation("status", of: number)) == "COMPLETED"
            })
          try stage.expectOneReturn(campaign: id, total: 10)
        }
      }
      await partner.stop()
    }

    /// Stopped past its lease, then continued: another has done it by then, and its late answer changes nothing.
    @Test func aSchedulerThatWasStoppedPastItsLeaseSavesNothing() async throws {
      let partner = try await PartnerStandIn { _ in PartnerReaction(delay: .seconds(2), status: 500) }
      try await Stage.with { stage in
        let (_, id) = try await campaign(on: stage)
        let stopped = try await stage.scheduler(Self.quick)
        let number = try stage.reverse(campaign: id, at: partner)
        #expect(try await eventually { partner.callCount == 1 })
        stopped.send(SIGSTOP)
        partner.react { _ in PartnerReaction() }
        _ = try await stage.scheduler(Self.quick)
        try stage.endLease(ofCompensation: number)
        #expect(try await stage.waitUntil("COMPLETED", compensation: number))
        let done = try stage.compensation("compensation_failures.*::text", of: number)
        stopped.send(SIGCONT)
        stopped.send(SIGTERM)
        // It waits for what is under way before it ends.
        #expect(await stopped.ending().status == 0)
        #expect(try stage.compensation("compensation_failures.*::text", of: number) == done)
        try stage.expectOneReturn(campaign: id, total: 10)
      }
      await partner.stop()
    }
  }
}
