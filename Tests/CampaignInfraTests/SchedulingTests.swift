import CampaignApplication
import CampaignDomain
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

@Suite struct SchedulingTests {
  @Test func manySchedulersAtOnceOpenEachCampaignOnce() async throws {
    let fixture = try InfraFixture(connections: 6)
    var campaigns: [Campaign] = []
    for _ in 0..<20 { campaigns.append(try await fixture.create(start: .after(.milliseconds(400)))) }
    let last = try #require(campaigns.last)
    #expect(
      try await eventually {
        try fixture.database.value("SELECT now() >= max(start_time) FROM campaigns") == "t"
      })
    let job = CampaignEventJob(.start, database: fixture.pool)
    let opened = try await withThrowingTaskGroup(of: [JobReport.Entry].self) { group in
      for _ in 0..<3 { group.addTask { try await job.runOnce(waitingUntil: nil).changed } }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(Set(opened.map(\.campaignID)) == Set(campaigns.map(\.id)) && opened.count == campaigns.count)
    #expect(opened.allSatisfy { $0.lateness >= .zero })
    #expect(try await fixture.get(last.id).campaign.state == .open)
    #expect(
      try fixture.database.query(
        """
        SELECT count(*), count(DISTINCT campaign_id), bool_and(lateness_microseconds >= 0)
        FROM campaign_transitions WHERE to_state = 'OPEN' AND actor = 'scheduler'
        """) == [["20", "20", "t"]])
  }

  @Test func theAgendaTellsTheTimeUntilTheNextStartAndEnd() async throws {
    let fixture = try InfraFixture()
    #expect(try await CampaignEventJob(.start, database: fixture.pool).runOnce(waitingUntil: nil).nextEvent == nil)
    _ = try await fixture.create(start: .after(.seconds(600)), end: .after(.seconds(1200)))
    let start =
      try #require(try await CampaignEventJob(.start, database: fixture.pool).runOnce(waitingUntil: nil).nextEvent)
      - .now
    #expect(start > .seconds(500) && start <= .seconds(600))
    let end =
      try #require(try await CampaignEventJob(.end, database: fixture.pool).runOnce(waitingUntil: nil).nextEvent) - .now
    #expect(end > .seconds(1100) && end <= .seconds(1200))
  }

  @Test func whatHasEndedIsClosedWhateverItsStateAndNeverOpened() async throws {
    let fixture = try InfraFixture()
    let open = try await fixture.create(end: .after(.seconds(600)))
    let paused = try await fixture.create(end: .after(.seconds(600)))
    _ = try await ChangeCampaignState(.pause, database: fixture.pool).execute(.init(campaignID: paused.id, actor: "t"))
    let missed = try await fixture.create(start: .after(.seconds(300)), end: .after(.seconds(600)))
    // Ten minutes pass for all three.
    try fixture.database.query(
      "UPDATE campaigns SET start_time = start_time - interval '10 min', end_time = end_time - interval '10 min'")
    #expect(try await CampaignEventJob(.start, database: fixture.pool).runOnce(waitingUntil: nil).changed.isEmpty)
    #expect(
      await failure { () throws(UseCaseError) in try await fixture.issue(open.id, user: "late") }
        == .campaignClosed)
    let report = try await CampaignEventJob(.end, database: fixture.pool).runOnce(waitingUntil: nil)
    #expect(Set(report.changed.map(\.campaignID)) == [open.id, paused.id, missed.id])
    for id in [open.id, paused.id, missed.id] {
      #expect(try await fixture.get(id).campaign.state == .closed)
    }
    #expect(try await fixture.get(missed.id).campaign.openedTime == nil)
  }

  @Test func aCampaignThatIsCreatedWakesTheListener() async throws {
    let fixture = try InfraFixture()
    let listener = try #require(CampaignChangeListener(fixture.postgres, logger: InfraFixture.silent))
    defer { listener.stop() }
    // The first wait only makes the connection.
    await listener.wait(until: .now + .seconds(60))
    let before = ContinuousClock.now
    async let woken: Void = listener.wait(until: .now + .seconds(60))
    _ = try await fixture.create(start: .after(.seconds(600)))
    await woken
    #expect(ContinuousClock.now - before < .seconds(30), "it slept on although something changed")
  }

  @Test func theListenerTellsWhichCampaignChanged() async throws {
    let fixture = try InfraFixture()
    let told = Mutex<Set<CampaignID>>([])
    let listener = try #require(
      CampaignChangeListener(fixture.postgres, logger: InfraFixture.silent) { id in
        told.withLock { _ = $0.insert(id) }
      })
    // The first wait only makes the connection.
    await listener.wait(until: .now + .seconds(60))
    async let listening: Void = listener.run()
    let created = try await fixture.create(start: .after(.seconds(600)))
    #expect(try await eventually { told.withLock { $0 == [created.id] } })
    told.withLock { $0 = [] }
    _ = try await ChangeCampaignState(.close, database: fixture.pool).execute(.init(campaignID: created.id, actor: "t"))
    #expect(try await eventually { told.withLock { $0 == [created.id] } })
    listener.stop()
    await listening
  }

  @Test func neitherOpeningNorIssuingWaitsForANotification() async throws {
    // A NOTIFY takes a lock of the whole database cluster at COMMIT: no group may wait for it.
    let fixture = try InfraFixture()
    let told = Mutex<[CampaignID]>([])
    let listener = try #require(
      CampaignChangeListener(fixture.postgres, logger: InfraFixture.silent) { id in told.withLock { $0.append(id) } })
    await listener.wait(until: .now + .seconds(60))
    async let listening: Void = listener.run()
    let campaign = try await fixture.create(coupons: 6, start: .after(.milliseconds(100)))
    let opened = try await eventually {
      await failure { () throws(UseCaseError) in try await fixture.issue(campaign.id, user: "first") } == nil
    }
    #expect(opened)
    for user in 0..<5 { _ = try await fixture.issue(campaign.id, user: "\(user)") }
    let last = try await fixture.create(start: .after(.seconds(600)))
    #expect(try await eventually { told.withLock { $0.last == last.id } })
    #expect(told.withLock { $0.count { $0 == campaign.id } } == 1, "its creation alone")
    listener.stop()
    await listening
  }

  @Test func stoppingTheListenerEndsItsWait() async throws {
    let fixture = try InfraFixture()
    let listener = try #require(CampaignChangeListener(fixture.postgres, logger: InfraFixture.silent))
    await listener.wait(until: .now + .seconds(60))
    async let woken: Void = listener.wait(until: .now + .seconds(3600))
    listener.stop()
    await woken
    await listener.wait(until: .now + .seconds(3600))
  }

  @Test func theSchedulerSleepsUntilTheNextEventButNeverLongerThanASecond() {
    let now = ContinuousClock.now
    #expect(CampaignScheduler.wakeTime(after: [], now: now) == now + .seconds(1))
  }

  @Test func theSchedulerRunsAnyJobsAndIsReadyWhenEachHasRun() async throws {
    let fixture = try InfraFixture()
    let listener = try #require(CampaignChangeListener(fixture.postgres, logger: InfraFixture.silent))
    let jobs = (1...3).map { _ in CountedJob() }
    let scheduler = CampaignScheduler(
      jobs: jobs, wakeSource: listener, sessions: DatabaseSessions(logger: InfraFixture.silent),
      logger: InfraFixture.silent)
    await scheduler.run {
      #expect(jobs.map(\.runCount) == [1, 1, 1])
      scheduler.stop()
    }
    #expect(jobs.map(\.runCount) == [1, 1, 1])
  }

  /// A job that has nothing to do with campaigns' events.
  private final class CountedJob: ScheduledJob {
    let failureMessage = "not counted"
    private let runs = Mutex(0)

    var runCount: Int { runs.withLock { $0 } }

    func runOnce(waitingUntil _: ContinuousClock.Instant?) async throws(UseCaseError) -> JobReport {
      runs.withLock { $0 += 1 }
      return JobReport()
    }
  }

  @Test func aDueCampaignWhoseRowIsHeldKeepsNoOtherFromBeingOpened() async throws {
    let fixture = try InfraFixture()
    let held = try await fixture.create(start: .after(.seconds(300)))
    let free = try await fixture.create(start: .after(.seconds(300)))
    try fixture.database.query("UPDATE campaigns SET start_time = start_time - interval '6 min'")
    let holder = try fixture.database.openTransaction(
      "SELECT 1 FROM campaigns WHERE id = \(held.id.rawValue) FOR UPDATE")
    // Only the job is timed: creating sends a NOTIFY, and those of all databases wait for each other's COMMIT.
    let impatient = PostgresConfiguration(
      url: try DatabaseURL(fixture.database.url), applicationName: "job", lockTimeout: .milliseconds(100))
    let job = CampaignEventJob(
      .start,
      database: CampaignPool(
        .init(postgres: impatient, connectionCount: 1), name: "job", logger: InfraFixture.silent))
    let report = try await job.runOnce(waitingUntil: nil)
    #expect(report.changed.map(\.campaignID) == [free.id])
    #expect(report.failures.map(\.campaignID) == [held.id])
    try holder.end()
    #expect(try await job.runOnce(waitingUntil: nil).changed.map(\.campaignID) == [held.id])
  }
}
