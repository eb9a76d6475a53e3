import CampaignApplication
import CampaignDomain
import TestDatabase
import Testing

@testable import CampaignInfra

/// Places in line and resets on rows as batches leave them.
@Suite struct QueuePlaceTests {
  /// A line of users `user-1` to `user-N`, one ticket each.
  private static func line(
    of count: Int, perUser: Int32 = 1, in fixture: borrowing InfraFixture
  ) async throws -> CampaignID {
    let id = try await fixture.create(coupons: 100, perUser: perUser).id
    let join = JoinQueue(engine: JoinEngine(database: fixture.pool))
    for number in 1...count { _ = try await join.execute(.init(campaignID: id, userID: "user-\(number)")) }
    return id
  }

  private static func status(_ id: CampaignID, _ number: Int, in fixture: borrowing InfraFixture) async throws
    -> QueueEntryView?
  {
    try await GetQueueStatus(database: fixture.pool).execute(.init(campaignID: id, userID: "user-\(number)"))
  }

  private static func reset(_ id: CampaignID, _ number: Int, in fixture: borrowing InfraFixture) async throws
    -> QueueEntryView?
  {
    try await ResetQueueEntry(database: fixture.pool).execute(
      .init(campaignID: id, userID: "user-\(number)", reason: "고객 문의", actor: "kim"))
  }

  @Test func placesFollowFromTheLinesNumbers() async throws {
    let fixture = try InfraFixture()
    let id = try await Self.line(of: 6, in: fixture)
    let coupon = try await fixture.issue(id, user: "user-1").coupon
    try fixture.database.query(
      """
      UPDATE campaign_queues SET claimed = 4, served = 3, completed = 1, failed = 1, set_aside = 1,
        entries_per_hour = 3600;
      UPDATE queue_entries SET state = 'COMPLETED', coupon_sequence = 1 WHERE ticket = 1;
      UPDATE queue_entries SET state = 'FAILED', failure_reason = 'ISSUE_FAILED', error = 'x' WHERE ticket = 2;
      UPDATE queue_entries SET state = 'SET_ASIDE', attempts = 1, next_attempt_time = now() WHERE ticket = 3
      """)
    var statuses: [QueueStatus?] = []
    for number in 1...6 { statuses.append(try await Self.status(id, number, in: fixture)?.status) }
    #expect(
      statuses == [
        .completed(coupon), .failed(.issueFailed), .processing, .processing,
        .waiting(position: 1, estimatedWait: .seconds(1)), .waiting(position: 2, estimatedWait: .seconds(2)),
      ])
    let info = try await GetQueueInfo(database: fixture.pool).execute(.init(campaignID: id))
    let queue = try #require(info.queue)
    #expect(queue.size == 2 && queue.processing == 2 && queue.completed == 1 && queue.failedCount == 1)
    #expect(info.campaign.remainingCoupons == 99)
    try fixture.database.query("UPDATE queue_entries SET join_time = now() - interval '1 hour' WHERE ticket = 5")
    let wait = try await GetQueueInfo(database: fixture.pool).execute(.init(campaignID: id)).oldestWait
    #expect(try #require(wait) >= .seconds(3_600) && wait ?? .zero < .seconds(3_700))
  }

  @Test func aMarkFailsThoseWhoWaitedAndWhoJoinsThenStandsBehindIt() async throws {
    let fixture = try InfraFixture()
    let id = try await Self.line(of: 3, in: fixture)
    let coupon = try await fixture.issue(id, user: "user-2").coupon
    try fixture.database.query(
      """
      UPDATE campaign_queues SET claimed = 3, served = 3, failed_through = 3, failed_reason = 'SOLD_OUT',
        failed_time = '2030-01-02T03:04:05Z'
      """)
    let failed = try #require(try await Self.status(id, 1, in: fixture))
    #expect(failed.status == .failed(.soldOut))
    #expect(failed.updateTime == Timestamp(microsecondsSinceEpoch: 1_893_553_445_000_000))
    #expect(try await Self.status(id, 2, in: fixture)?.status == .completed(coupon), "they have the coupon")
    let join = JoinQueue(engine: JoinEngine(database: fixture.pool))
    #expect(try await join.execute(.init(campaignID: id, userID: "user-1")) == failed)
    #expect(
      try await join.execute(.init(campaignID: id, userID: "new")).status
        == .waiting(position: 1, estimatedWait: nil))
  }

  @Test func whoHasFailedMayJoinAnewAfterAResetAndTheOldEntryStays() async throws {
    let fixture = try InfraFixture()
    let id = try await Self.line(of: 3, in: fixture)
    _ = try await fixture.issue(id, user: "user-2")
    try fixture.database.query(
      """
      UPDATE campaign_queues SET claimed = 3, served = 3, failed_through = 3, failed_reason = 'CAMPAIGN_CLOSED',
        failed_time = '2030-01-02T03:04:05Z', settled_through = 1, failed = 1, is_active = true;
      UPDATE queue_entries SET state = 'FAILED', failure_reason = 'CAMPAIGN_CLOSED', update_time = '2030-01-02T03:04:05Z'
        WHERE ticket = 1
      """)
    let before = try fixture.database.query("SELECT * FROM campaign_queues")
    let kept = try #require(try await Self.status(id, 2, in: fixture))
    #expect(try await Self.reset(id, 2, in: fixture) == kept, "they have the coupon and have not failed")
    for number in [1, 3] {
      #expect(try await Self.reset(id, number, in: fixture) == nil)
      #expect(try await Self.status(id, number, in: fixture) == nil)
      #expect(try await Self.reset(id, number, in: fixture) == nil, "there is none any more")
    }
    #expect(try fixture.database.query("SELECT * FROM campaign_queues") == before, "its counts stay")
    #expect(
      try fixture.database.query(
        """
        SELECT ticket, state, failure_reason, update_time = '2030-01-02T03:04:05Z', reset_time IS NOT NULL, reset_reason,
          reset_by FROM queue_entries WHERE reset_time IS NOT NULL ORDER BY ticket
        """)
        == ["1", "3"].map { [$0, "FAILED", "CAMPAIGN_CLOSED", "t", "t", "고객 문의", "kim"] })
    let join = JoinQueue(engine: JoinEngine(database: fixture.pool))
    let anew = try await join.execute(.init(campaignID: id, userID: "user-1"))
    #expect(anew.entry.ticket == 4 && anew.status == .waiting(position: 1, estimatedWait: nil))
    #expect(try await Self.status(id, 1, in: fixture) == anew)
  }

  /// Places cost the same in lines of any length: one look into an index for each row.
  @Test func noStatementScansALine() async throws {
    let fixture = try InfraFixture()
    _ = try await Self.line(of: 1, in: fixture)
    let session = try PostgresCampaignSession(fixture.postgres)
    for (statement, arguments) in [
      (QueueJoinStatements.place, "1, 'u'"), (QueueJoinStatements.entriesOfUsers, "1, '{u,v}'"),
      (QueueJoinStatements.firstWaiting, "1"), (QueueJoinStatements.lock, "1"),
    ] {
      let plan = try session.connection.run(
        script: "EXPLAIN EXECUTE \(statement.name) (\(arguments))", within: .seconds(6))[0]
      let lines = try (0..<plan.rowCount).map { try plan.text($0, 0) }
      #expect(lines.contains { $0.contains("queue") }, "\(statement.name)")
      for line in lines {
        #expect(
          !line.contains("Seq Scan") && (!line.contains("Filter") || line.contains("One-Time"))
            && !line.contains("Sort"), "\(line)")
      }
    }
  }
}
