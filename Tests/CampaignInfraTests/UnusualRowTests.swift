import CampaignApplication
import CampaignDomain
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

/// Rows of campaigns that SQL can make and no program would: they are understood, or are a fault of that campaign
/// alone.
@Suite struct UnusualRowTests {
  /// Changes the row of a campaign, whatever the schema forbids.
  private func change(_ campaign: Campaign, _ change: String, in fixture: InfraFixture) throws {
    try fixture.database.query(
      """
      ALTER TABLE campaigns DROP CONSTRAINT IF EXISTS campaigns_name_length,
        DROP CONSTRAINT IF EXISTS campaigns_total_range, DROP CONSTRAINT IF EXISTS campaigns_remaining_range,
        DROP CONSTRAINT IF EXISTS campaigns_sequence_covers_issued,
        DROP CONSTRAINT IF EXISTS campaigns_end_after_start,
        DROP CONSTRAINT IF EXISTS campaigns_user_limit_range, DROP CONSTRAINT IF EXISTS campaigns_state_known,
        DROP CONSTRAINT IF EXISTS campaigns_opened_fits_state,
        DROP CONSTRAINT IF EXISTS campaigns_never_opened_early,
        ALTER COLUMN name DROP NOT NULL, ALTER COLUMN total_coupons DROP NOT NULL,
        ALTER COLUMN remaining_coupons DROP NOT NULL, ALTER COLUMN last_sequence DROP NOT NULL,
        ALTER COLUMN start_time DROP NOT NULL, ALTER COLUMN per_user_limit DROP NOT NULL,
        ALTER COLUMN state DROP NOT NULL, ALTER COLUMN create_time DROP NOT NULL;
      UPDATE campaigns SET \(change) WHERE id = \(campaign.id)
      """)
  }

  private func fault(of operation: () async throws(UseCaseError) -> Void) async -> String? {
    guard case .internalFault(let text) = await failure(of: operation) else { return nil }
    return text
  }

  @Test func anInfiniteEndIsNone() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(end: .after(.seconds(600)))
    try fixture.database.query("UPDATE campaigns SET end_time = 'infinity'")
    #expect(try await fixture.get(campaign.id).campaign.endTime == nil)
    #expect(try await fixture.issue(campaign.id, user: "a").coupon.sequence == 1)
    let report = try await CampaignEventJob(.end, database: fixture.pool).runOnce(waitingUntil: nil)
    #expect(report.changed.isEmpty && report.failures.isEmpty && report.nextEvent == nil)
    #expect(try fixture.database.value("SELECT end_time FROM campaigns") == "infinity", "it stays as it was set")
  }

  @Test func anInfiniteStartIsNeverAndNamesNoTime() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(start: .after(.seconds(600)))
    try fixture.database.query("UPDATE campaigns SET start_time = 'infinity'")
    #expect(try await fixture.get(campaign.id).campaign.startTime == nil)
    #expect(
      await failure { () throws(UseCaseError) in try await fixture.issue(campaign.id, user: "a") }
        == .campaignNeverStarts)
    let pause = ChangeCampaignState(.pause, database: fixture.pool)
    #expect(
      await failure { () throws(UseCaseError) in try await pause.execute(.init(campaignID: campaign.id, actor: "t")) }
        == .campaignNeverStarts)
    let report = try await CampaignEventJob(.start, database: fixture.pool).runOnce(waitingUntil: nil)
    #expect(report.changed.isEmpty && report.nextEvent == nil)
    let closed = try await ChangeCampaignState(.close, database: fixture.pool).execute(
      .init(campaignID: campaign.id, actor: "t"))
    #expect(closed.state == .closed && closed.startTime == nil)
    #expect(try fixture.database.value("SELECT start_time FROM campaigns") == "infinity")
  }

  @Test func aStartBeforeAllTimesHasComeAndSuchAnEndToo() async throws {
    let fixture = try InfraFixture()
    let started = try await fixture.create(start: .after(.seconds(600)))
    let ended = try await fixture.create()
    try change(started, "start_time = '-infinity'", in: fixture)
    try change(ended, "end_time = '-infinity'", in: fixture)
    #expect(
      try await CampaignEventJob(.start, database: fixture.pool).runOnce(waitingUntil: nil).changed.map(\.campaignID)
        == [started.id])
    #expect(try await fixture.issue(started.id, user: "a").coupon.sequence == 1)
    #expect(
      await failure { () throws(UseCaseError) in try await fixture.issue(ended.id, user: "a") } == .campaignClosed)
    #expect(
      try await CampaignEventJob(.end, database: fixture.pool).runOnce(waitingUntil: nil).changed.map(\.campaignID) == [
        ended.id
      ])
  }

  @Test(arguments: [
    ("last_sequence = 9223372036854775807", "last_sequence is 9223372036854775807"),
    ("last_sequence = 9223372036854775000", "last_sequence is 9223372036854775000"),
    ("last_sequence = -1", "last_sequence is -1"), ("last_sequence = NULL", "last_sequence is NULL"),
    ("remaining_coupons = -1", "remaining_coupons is -1"), ("remaining_coupons = 11", "remaining_coupons is 11"),
    ("remaining_coupons = -9223372036854775808", "remaining_coupons is -9223372036854775808"),
    ("total_coupons = 9223372036854775807", "total_coupons is 9223372036854775807"),
    ("total_coupons = NULL", "total_coupons is NULL"),
    ("per_user_limit = -1", "per_user_limit is -1"), ("per_user_limit = NULL", "per_user_limit is NULL"),
    ("state = 'SOLD_OUT'", #"state is "SOLD_OUT""#), ("state = NULL", "state is NULL"),
    ("name = NULL", "name is NULL"), ("name = repeat('가', 201)", "name has 201 characters"),
    ("start_time = NULL", "start_time is NULL"),
    ("start_time = '20000-01-01'", "start_time is 568971820800 s from 1970"),
    ("start_time = '0044-03-15 BC'", "start_time is -6351"),
    ("end_time = '20000-01-01'", "end_time is 568971820800 s from 1970"),
    ("opened_time = 'infinity'", "opened_time is infinity"),
    ("opened_time = '-infinity'", "opened_time is -infinity"),
    ("create_time = 'infinity'", "create_time is infinity"), ("create_time = NULL", "create_time is NULL"),
  ]) func whatNoCampaignCanHaveIsANamedFaultOfItAlone(update: String, words: String) async throws {
    let fixture = try InfraFixture()
    let older = try await fixture.create(coupons: 10)
    let faulty = try await fixture.create(coupons: 10)
    let newer = try await fixture.create(coupons: 10)
    try change(faulty, update, in: fixture)
    let faults = [
      await fault { () throws(UseCaseError) in _ = try await fixture.issue(faulty.id, user: "a") },
      await fault { () throws(UseCaseError) in
        _ = try await GetCampaign(database: fixture.pool).execute(.init(campaignID: faulty.id))
      },
      await fault { () throws(UseCaseError) in
        _ = try await ChangeCampaignState(.close, database: fixture.pool).execute(
          .init(campaignID: faulty.id, actor: "t"))
      },
    ]
    for fault in faults { #expect(fault?.hasPrefix("campaign \(faulty.id): \(words)") == true, "\(fault ?? "")") }
    for id in [older.id, newer.id] { #expect(try await fixture.issue(id, user: "a").coupon.sequence == 1) }
    let notices = Mutex<[OperatorNotice]>([])
    let list = ListCampaigns(database: fixture.pool) { notice in notices.withLock { $0.append(notice) } }
    var (ids, token) = ([CampaignID](), "")
    repeat {
      let page = try await list.execute(.init(pageSize: 1, pageToken: token))
      ids += page.campaigns.map(\.id)
      token = page.nextPageToken
    } while !token.isEmpty
    #expect(ids == [newer.id, older.id])
    #expect(notices.withLock { $0.count == 1 && $0[0].description.contains(words) })
  }

  @Test func whatCanNeverBeChangedTakesNobodysPlaceAndRests() async throws {
    let fixture = try InfraFixture()
    var faulty: [CampaignID] = []
    for _ in 0..<3 {
      let campaign = try await fixture.create(start: .after(.seconds(300)), end: .after(.seconds(301)))
      try change(
        campaign, "start_time = '0044-03-15 BC', end_time = '0044-03-16 BC', state = 'SCHEDULED'", in: fixture)
      faulty.append(campaign.id)
    }
    let due = try await fixture.create(start: .after(.seconds(300)))
    let ended = try await fixture.create(end: .after(.seconds(300)))
    for (campaign, column) in [(due, "start_time"), (ended, "end_time")] {
      try change(campaign, "\(column) = now() - interval '1 s'", in: fixture)
    }
    try fixture.database.query("UPDATE campaigns SET end_time = NULL WHERE id = \(faulty[0])")
    // No more than the faulty ones have a place in a run.
    let opening = CampaignEventJob(.start, database: fixture.pool, limit: 1)
    let closing = CampaignEventJob(.end, database: fixture.pool, limit: 2)
    let first = try await opening.runOnce(waitingUntil: nil)
    #expect(first.failures.map(\.campaignID) == [faulty[0]] && !first.isCutShort)
    let firstClosing = try await closing.runOnce(waitingUntil: nil)
    #expect(firstClosing.failures.map(\.campaignID) == Array(faulty.dropFirst()) && !firstClosing.isCutShort)
    let isDone = try await eventually {
      _ = try await (opening.runOnce(waitingUntil: nil), closing.runOnce(waitingUntil: nil))
      let states = [try await fixture.get(due.id).campaign.state, try await fixture.get(ended.id).campaign.state]
      return states == [.open, .closed]
    }
    #expect(isDone)
    guard case .internalFault(let text) = first.failures.first?.error else {
      Issue.record("is no fault")
      return
    }
    #expect(text.contains("campaign \(faulty[0]): start_time"))
  }

  @Test func aCouponThatCanNotBeShownIsANamedFault() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create()
    for user in ["a", "b"] { _ = try await fixture.issue(campaign.id, user: user) }
    try fixture.database.query("UPDATE coupons SET issue_time = 'infinity' WHERE sequence = 2")
    let fault = await fault { () throws(UseCaseError) in
      _ = try await GetCampaign(database: fixture.pool).execute(.init(campaignID: campaign.id))
    }
    #expect(fault?.hasPrefix("campaign \(campaign.id), coupon 2: issue_time is infinity") == true, "\(fault ?? "")")
    #expect(try await fixture.issue(campaign.id, user: "c").coupon.sequence == 3)
  }

  @Test func idsOfWhichTheSequenceKnowsNothingAreLeftAlone() async throws {
    let fixture = try InfraFixture(connections: 4)
    for _ in 0..<5 { _ = try await fixture.create() }
    try fixture.database.query("SELECT setval(pg_get_serial_sequence('campaigns', 'id'), 1, false)")
    let notices = Mutex<[OperatorNotice]>([])
    let create = CreateCampaign(
      database: fixture.pool, report: { notice in notices.withLock { $0.append(notice) } })
    let ids = try await withThrowingTaskGroup(of: CampaignID.self) { group in
      for _ in 0..<20 {
        group.addTask { try await create.execute(.init(name: "뒤", totalCoupons: 1)).campaign.id }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(ids).count == 20 && ids.allSatisfy { $0 > CampaignID(rawValue: 5) })
    #expect(notices.withLock { $0.allSatisfy { $0.description.contains("setval") } && !$0.isEmpty })
  }

  @Test func noCampaignIsCreatedWithAnIDThatNoCampaignCanHave() async throws {
    let fixture = try InfraFixture()
    try fixture.database.query("ALTER TABLE campaigns ALTER id RESTART WITH \(Int64.max)")
    let fault = await fault {
      () throws(UseCaseError) in
      _ = try await CreateCampaign(database: fixture.pool).execute(.init(name: "끝", totalCoupons: 1))
    }
    #expect(fault?.contains("the sequence of campaign ids gave \(Int64.max)") == true, "\(fault ?? "")")
    #expect(try fixture.database.value("SELECT count(*) FROM campaigns") == "0")
  }

  @Test func transitionsGoOnThoughTheirSequenceLiesBehindThem() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create()
    let (pause, resume) = (
      ChangeCampaignState(.pause, database: fixture.pool), ChangeCampaignState(.resume, database: fixture.pool)
    )
    _ = try await pause.execute(.init(campaignID: campaign.id, actor: "1"))
    try fixture.database.query("SELECT setval(pg_get_serial_sequence('campaign_transitions', 'id'), 1, false)")
    _ = try await resume.execute(.init(campaignID: campaign.id, actor: "2"))
    _ = try await pause.execute(.init(campaignID: campaign.id, actor: "3"))
    #expect(
      try fixture.database.query("SELECT actor FROM campaign_transitions ORDER BY id") == [
        ["create"], ["1"], ["2"], ["3"],
      ])
  }
}
