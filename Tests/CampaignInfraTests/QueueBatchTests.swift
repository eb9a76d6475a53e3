import CampaignApplication
import CampaignDomain
import TestDatabase
import Testing

@testable import CampaignInfra

/// Batches on PostgreSQL.
@Suite struct QueueBatchTests {
  @Test func sequencesFollowTickets() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 1_000)
    try fixture.join(350, campaign.id)
    #expect(try await fixture.finish(fixture.batches()).isEmpty)
    #expect(
      try fixture.database.value(
        "SELECT count(*) FROM queue_entries WHERE state = 'COMPLETED' AND coupon_sequence = ticket") == "350")
    let line = try fixture.line(campaign.id)
    #expect(line["served"] == "350" && line["completed"] == "350" && line["is_active"] == "f")
    #expect(line["token"] == "4" && line["lease_end_time"] == "")
    try fixture.expectTheLineAddsUp(campaign.id)
  }

  @Test func eachBatchIsOneOfItsSizeAndNotBeforeItsInterval() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 1_000)
    try fixture.join(25, campaign.id)
    let job = try fixture.batches(QueueBatchRules(interval: .seconds(3_600), size: 10))
    for _ in 0..<3 { #expect(try await job.runOnce(waitingUntil: nil).failures.isEmpty) }
    #expect(try fixture.line(campaign.id)["served"] == "10")
    let next = try #require(try await job.runOnce(waitingUntil: nil).nextEvent)
    #expect(next - .now > .seconds(3_000) && next - .now <= .seconds(3_600))
  }

  @Test func threeJobsOnOneLineServeItOnce() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 1_500)
    try fixture.join(2_000, campaign.id)
    let jobs = try (0..<3).map { _ in try fixture.batches(QueueBatchRules(interval: .zero, size: 20)) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for job in jobs {
        group.addTask {
          let done = try await eventually {
            _ = try await job.runOnce(waitingUntil: nil)
            return try fixture.line(campaign.id)["is_active"] == "f"
          }
          #expect(done)
        }
      }
      try await group.waitForAll()
    }
    #expect(
      try fixture.database.value(
        "SELECT count(*) FROM queue_entries WHERE state = 'COMPLETED' AND coupon_sequence = ticket") == "1500")
    #expect(
      try fixture.database.value(
        "SELECT count(*) FROM queue_entries WHERE state = 'FAILED' AND failure_reason = 'SOLD_OUT'") == "500")
    try fixture.expectTheLineAddsUp(campaign.id)
  }

  @Test(arguments: ["campaigns WHERE id", "campaign_queues WHERE campaign_id"])
  func whoseRowIsHeldIsPassedBy(row: String) async throws {
    let fixture = try InfraFixture()
    let held = try await fixture.create()
    let free = try await fixture.create()
    try fixture.join(3, held.id)
    try fixture.join(3, free.id)
    let holder = try fixture.database.openTransaction("SELECT FROM \(row) = \(held.id) FOR UPDATE")
    let job = try fixture.batches()
    // It is due first, and held until the other line was served.
    _ = try await job.runOnce(waitingUntil: nil)
    #expect(try fixture.line(free.id)["completed"] == "3" && fixture.line(held.id)["completed"] == "0")
    try holder.end()
    #expect(
      try await eventually {
        try await fixture.finish(job)
        return try fixture.line(held.id)["completed"] == "3"
      })
    try fixture.expectTheLineAddsUp(held.id)
  }

  @Test func aLateWorkersWriteFailsOnItsToken() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create()
    try fixture.join(3, campaign.id)
    let rules = QueueBatchRules(interval: .zero, lease: .milliseconds(1))
    let session = try PostgresCampaignSession(fixture.postgres)
    let locked = try #require(try session.lockLine(of: campaign.id, lockTimeout: nil, retryLimit: 8))
    var queue = locked.queue
    let claimed = queue.claim(at: locked.now, by: rules)
    let claim = try #require(claimed)
    let entries = try session.commitClaim(claim, of: queue)
    #expect(entries.map(\.userID.text) == ["u1", "u2", "u3"])
    #expect(try await fixture.waitUntilPast("lease_end_time", campaign.id))
    // The lease is over: another takes the claim again and serves it.
    #expect(try await fixture.finish(fixture.batches()).isEmpty)
    let basis = try #require(try session.lock(IssueQuery(campaign.id, users: entries.map(\.userID), locksLine: true)))
    let line = try #require(basis.line)
    #expect(throws: QueueBatch.Fault.taken) {
      try QueueBatch(
        claim, of: basis.campaign, line, at: basis.now, holdings: basis.holdings, by: rules)
    }
    #expect(line.failedBatch(of: claim, at: basis.now) == nil)
    try session.rollback()
    #expect(try fixture.line(campaign.id)["served"] == "3")
    try fixture.expectTheLineAddsUp(campaign.id)
  }

  @Test func theLastCouponEndsTheLineAndItsRowsAreSettled() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 120)
    try fixture.join(2_500, campaign.id)
    #expect(try await fixture.finish(fixture.batches()).isEmpty)
    let line = try fixture.line(campaign.id)
    #expect(line["failed_through"] == "2500" && line["settled_through"] == "2500" && line["failed"] == "2380")
    #expect(line["failed_reason"] == "SOLD_OUT" && line["is_active"] == "f")
    try fixture.expectTheLineAddsUp(campaign.id)
  }

  @Test func whoGotACouponByACallWhileWaitingIsCompletedWithIt() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 3)
    try fixture.join(5, campaign.id)
    let own = try await fixture.issue(campaign.id, user: "u5").coupon
    _ = try await fixture.issue(campaign.id, user: "u1")
    #expect(try await fixture.finish(fixture.batches()).isEmpty)
    #expect(
      try fixture.database.query("SELECT user_id, coupon_sequence FROM queue_entries ORDER BY ticket")
        == [["u1", "2"], ["u2", "3"], ["u3", nil], ["u4", nil], ["u5", "\(own.sequence)"]])
    let line = try fixture.line(campaign.id)
    #expect(line["completed"] == "3" && line["failed"] == "2" && line["set_aside"] == "0")
  }

  @Test func aUserWithoutALimitGetsOneCouponOfTheLine() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 10, perUser: 0)
    _ = try await fixture.issue(campaign.id, user: "u1")
    try fixture.join(2, campaign.id)
    #expect(try await fixture.finish(fixture.batches()).isEmpty)
    #expect(try fixture.database.value("SELECT count(*) FROM coupons WHERE user_id = 'u1'") == "2")
    #expect(try fixture.line(campaign.id)["completed"] == "2")
  }

  @Test func whoHasReachedAHigherLimitFails() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 10, perUser: 2)
    try fixture.join(3, campaign.id)
    for _ in 0..<2 { _ = try await fixture.issue(campaign.id, user: "u2") }
    #expect(try await fixture.finish(fixture.batches()).isEmpty)
    #expect(
      try fixture.database.query("SELECT state, failure_reason FROM queue_entries WHERE user_id = 'u2'")
        == [["FAILED", "USER_LIMIT_REACHED"]])
    #expect(try fixture.line(campaign.id)["completed"] == "2")
  }

  @Test func aLineOfAClosedCampaignEnds() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 10)
    try fixture.join(5, campaign.id)
    _ = try await ChangeCampaignState(.close, database: fixture.pool).execute(
      .init(campaignID: campaign.id, actor: "t"))
    #expect(try await fixture.finish(fixture.batches()).isEmpty)
    #expect(
      try fixture.database.value(
        "SELECT count(*) FROM queue_entries WHERE failure_reason = 'CAMPAIGN_CLOSED'") == "5")
    #expect(try fixture.line(campaign.id)["failed"] == "5")
  }

  @Test func aLineThatFormsEarlyIsServedFromTheStartOn() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 10, start: .after(.seconds(300)))
    try fixture.join(5, campaign.id)
    let job = try fixture.batches()
    let report = try await job.runOnce(waitingUntil: nil)
    let next = try #require(report.nextEvent)
    #expect(try fixture.line(campaign.id)["token"] == "0", "nobody claimed it")
    #expect(next <= .now + .seconds(300))
    try fixture.database.query("UPDATE campaigns SET start_time = start_time - interval '6 min'")
    #expect(try await fixture.finish(job).isEmpty)
    #expect(try await fixture.get(campaign.id).campaign.state == .open)
    #expect(try fixture.line(campaign.id)["completed"] == "5")
    #expect(
      try fixture.database.value("SELECT count(*) FROM campaign_transitions WHERE to_state = 'OPEN'") == "1")
  }

  @Test func aPausedLineWaits() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 1_000)
    try fixture.join(300, campaign.id)
    let job = try fixture.batches(QueueBatchRules(interval: .milliseconds(1), size: 100))
    _ = try await job.runOnce(waitingUntil: nil)
    let pausing = ChangeCampaignState(.pause, database: fixture.pool)
    _ = try await pausing.execute(.init(campaignID: campaign.id, actor: "t"))
    #expect(try await fixture.waitUntilPast("next_batch_time", campaign.id))
    let report = try await job.runOnce(waitingUntil: nil)
    #expect(report.failures.isEmpty && !report.isCutShort)
    #expect(try fixture.line(campaign.id)["served"] == "100" && fixture.line(campaign.id)["claimed"] == "100")
    let resuming = ChangeCampaignState(.resume, database: fixture.pool)
    _ = try await resuming.execute(.init(campaignID: campaign.id, actor: "t"))
    #expect(
      try await eventually {
        _ = try await job.runOnce(waitingUntil: nil)
        return try fixture.line(campaign.id)["served"] == "300"
      })
    try fixture.expectTheLineAddsUp(campaign.id)
  }

  @Test func aClaimThatNobodyFinishedComesBackWhileItsCampaignIsPaused() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create()
    try fixture.join(3, campaign.id)
    let session = try PostgresCampaignSession(fixture.postgres)
    let locked = try #require(try session.lockLine(of: campaign.id, lockTimeout: nil, retryLimit: 8))
    var queue = locked.queue
    let taken = queue.claim(at: locked.now, by: QueueBatchRules(interval: .zero, lease: .milliseconds(1)))
    _ = try session.commitClaim(try #require(taken), of: queue)
    let pausing = ChangeCampaignState(.pause, database: fixture.pool)
    _ = try await pausing.execute(.init(campaignID: campaign.id, actor: "t"))
    #expect(try fixture.line(campaign.id)["claimed"] == "3")
    let job = try fixture.batches()
    #expect(
      try await eventually {
        _ = try await job.runOnce(waitingUntil: nil)
        return try fixture.line(campaign.id)["claimed"] == "0"
      })
    #expect(try fixture.line(campaign.id)["served"] == "0")
  }

  @Test func updatesOfTheLineAndItsEntriesStayOnTheirPages() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 5_000)
    try fixture.join(3_000, campaign.id)
    try await fixture.finish(fixture.batches())
    try fixture.expectTheLineAddsUp(campaign.id)
    // Statistics are told by a session at its end, or a while later.
    #expect(
      try await eventually {
        try fixture.database.value(
          """
          SELECT bool_and(n_tup_upd > 0) AND sum(n_tup_upd) >= 3060 FROM pg_stat_user_tables
          WHERE relname IN ('queue_entries', 'campaign_queues')
          """) == "t"
      })
    let shares = try fixture.database.query(
      """
      SELECT relname, n_tup_hot_upd::float / n_tup_upd > CASE relname WHEN 'queue_entries' THEN 0.98 ELSE 0.9 END,
        n_tup_hot_upd, n_tup_upd
      FROM pg_stat_user_tables WHERE relname IN ('queue_entries', 'campaign_queues') ORDER BY relname
      """)
    #expect(shares.map { $0[1] } == ["t", "t"], "\(shares)")
  }
}
