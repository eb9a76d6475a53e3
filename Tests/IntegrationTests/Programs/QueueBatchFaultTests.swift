import Glibc
import ProcessHarness
import RPCClient
import RPCCodec
import TestCluster
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// Schedulers that serve a line are killed, stopped and cut off, and the line ends well all the same.
  @Suite struct QueueBatchFaultTests {
    private static let quick = ["--queue-interval", "0", "--queue-batch", "25"]

    @Test func threeSchedulersServeOneLine() async throws {
      try await Stage.with { stage in
        let id = try await stage.client().create(coupons: 1_500).id
        try stage.join(2_000, campaign: id)
        var schedulers: [ProgramProcess] = []
        for _ in 0..<3 { schedulers.append(try await stage.scheduler(Self.quick)) }
        #expect(try await stage.waitUntilServed(campaign: id))
        #expect(try stage.line("completed || ' ' || failed", campaign: id) == "1500 500")
        try stage.expectTheLineEndedWell(campaign: id, total: 1_500)
        for scheduler in schedulers { #expect(!scheduler.errorSoFar.contains(" error ")) }
      }
    }

    @Test func aLineThatFormedEarlyIsServedAtTheOpening() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create(coupons: 100, startIn: .milliseconds(500)).id
        try stage.join(60, campaign: id)
        _ = try await stage.scheduler()
        #expect(try await stage.waitUntilServed(campaign: id))
        #expect(try await client.campaign(id).state == .open)
        try stage.expectTheLineEndedWell(campaign: id, total: 100)
        #expect(
          try stage.database.value(
            "SELECT count(*) FROM coupons JOIN campaigns ON id = campaign_id WHERE issue_time < start_time") == "0")
      }
    }

    /// A scheduler that has claimed the first batch of a line, and stands still before it begins with it. The row of
    /// the campaign is held as long as the returned transaction is open.
    private func stoppedBehindItsClaim(on stage: Stage, campaign id: Int64) async throws -> (
      ProgramProcess, OpenTransaction
    ) {
      let holder = try stage.holdRow(ofCampaign: id)
      let scheduler = try await stage.scheduler(Self.quick)
      let isStopped = try await eventually {
        guard try stage.line("claimed > served", campaign: id) == "true" else { return false }
        scheduler.send(SIGSTOP)
        // It may have given the claim back meanwhile, for the row is held. Its last statement is done in any case.
        let isIdle = try await eventually {
          try stage.database.value(
            """
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
              AND application_name LIKE 'campaign-scheduler%' AND state = 'active'
            """) == "0"
        }
        if isIdle, try stage.line("claimed > served", campaign: id) == "true" { return true }
        scheduler.send(SIGCONT)
        return false
      }
      #expect(isStopped)
      return (scheduler, holder)
    }

    @Test func aClaimWhoseSchedulerWasKilledComesBack() async throws {
      try await Stage.with { stage in
        let id = try await stage.client().create(coupons: 80).id
        try stage.join(100, campaign: id)
        let (killed, holder) = try await stoppedBehindItsClaim(on: stage, campaign: id)
        killed.send(SIGKILL)
        #expect(await killed.ending().status == -SIGKILL)
        try holder.end()
        #expect(try stage.line("claimed - served", campaign: id) == "25")
        _ = try await stage.scheduler(Self.quick)
        #expect(try await stage.waitUntilServed(campaign: id))
        try stage.expectTheLineEndedWell(campaign: id, total: 80)
      }
    }

    @Test func aSchedulerThatStoodStillPastItsLeaseWritesNothingOfItsClaim() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create(coupons: 80).id
        try stage.join(100, campaign: id)
        let (stopped, holder) = try await stoppedBehindItsClaim(on: stage, campaign: id)
        try holder.end()
        let other = try await stage.scheduler(Self.quick)
        #expect(try await stage.waitUntilServed(campaign: id))
        stopped.send(SIGCONT)
        other.send(SIGTERM)
        #expect(await other.ending().status == 0)
        try stage.expectTheLineEndedWell(campaign: id, total: 80)
        // It goes on with others.
        let next = try await client.create(coupons: 10).id
        try stage.join(5, campaign: next)
        #expect(try await stage.waitUntilServed(campaign: next))
        try stage.expectTheLineEndedWell(campaign: id, total: 80)
      }
    }

    /// A batch is stopped before or inside its COMMIT, and its scheduler killed; then the database finishes it, or its
    /// session ends.
    @Test(arguments: [false, true], [false, true])
    func aSchedulerThatIsKilledAtItsCommitLosesAndDoublesNothing(isInCommit: Bool, isFinished: Bool) async throws {
      try await Stage.with { stage in
        let id = try await stage.client().create(coupons: 80).id
        try stage.join(100, campaign: id)
        let holder = try stage.stopBatches(isInCommit: isInCommit)
        let killed = try await stage.scheduler(Self.quick)
        #expect(try await stage.waitUntilSomebodyWaitsForALock())
        killed.send(SIGKILL)
        #expect(await killed.ending().status == -SIGKILL)
        if !isFinished {
          try stage.database.query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
            """)
        }
        try holder.end()
        #expect(
          try await eventually {
            try stage.database.value(
              """
              SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                AND application_name LIKE 'campaign-scheduler%' AND state <> 'idle'
              """) == "0"
          })
        #expect(try stage.line("served", campaign: id) == (isFinished ? "25" : "0"))
        try stage.database.query("DROP TRIGGER stop_here ON coupons")
        _ = try await stage.scheduler(Self.quick)
        #expect(try await stage.waitUntilServed(campaign: id))
        try stage.expectTheLineEndedWell(campaign: id, total: 80)
      }
    }

    @Test func schedulersThatAreKilledAgainAndAgainServeTheLine() async throws {
      try await Stage.with { stage in
        let id = try await stage.client().create(coupons: 300).id
        try stage.join(400, campaign: id)
        // Slow batches, so that each scheduler is killed in the middle of one or between two.
        for _ in 0..<4 {
          let before = try stage.line("served", campaign: id)
          let scheduler = try await stage.scheduler(["--queue-interval", "1ms", "--queue-batch", "5"])
          #expect(try await eventually { try stage.line("served", campaign: id) != before })
          scheduler.send(SIGKILL)
          _ = await scheduler.ending()
        }
        _ = try await stage.scheduler(Self.quick)
        #expect(try await stage.waitUntilServed(campaign: id))
        try stage.expectTheLineEndedWell(campaign: id, total: 300)
      }
    }

    @Test func aRestartOfTheDatabaseInTheMiddleOfABatchLosesNothing() async throws {
      try await PrivateCluster.with { cluster in
        try await Stage.with(cluster: cluster.url) { stage in
          let id = try await stage.client().create(coupons: 1_500).id
          try stage.join(2_000, campaign: id)
          let holder = try stage.stopBatches(isInCommit: false)
          let scheduler = try await stage.scheduler(Self.quick)
          #expect(try await stage.waitUntilSomebodyWaitsForALock())
          try await cluster.restart(["--immediate"])
          _ = try? holder.end()
          #expect(try stage.line("served", campaign: id) == "0")
          try stage.database.query("DROP TRIGGER stop_here ON coupons")
          #expect(try await eventually { try stage.line("served >= 200", campaign: id) == "true" })
          try await cluster.restart(["--immediate"])
          #expect(try await stage.waitUntilServed(campaign: id))
          try stage.expectTheLineEndedWell(campaign: id, total: 1_500)
          #expect(scheduler.isRunning)
        }
      }
    }
  }
}
