import CampaignApplication
import CampaignDomain
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

/// The promises of issuing on PostgreSQL beyond those of every store (Tests/StorageConformance).
@Suite struct IssuingOnPostgresTests {
  @Test func aUserWithALimitOfTwoGetsTwo() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(perUser: 2)
    for sequence in 1...2 {
      #expect(try await fixture.issue(campaign.id, user: "a").coupon.sequence == Int64(sequence))
    }
    #expect(
      await failure { () throws(UseCaseError) in try await fixture.issue(campaign.id, user: "a") }
        == .userLimitReached(limit: 2))
    #expect(try fixture.database.value("SELECT string_agg(slot::text, ',' ORDER BY slot) FROM coupons") == "1,2")
  }

  @Test func aSlotThatWasFreedIsGivenAgain() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(perUser: 2)
    for _ in 1...2 { _ = try await fixture.issue(campaign.id, user: "a") }
    // A coupon came back. Its row stays, and counts for nobody's limit.
    try fixture.database.query("UPDATE coupons SET slot = NULL WHERE slot = 1")
    #expect(try await fixture.issue(campaign.id, user: "a").coupon.sequence == 3)
    #expect(
      await failure { () throws(UseCaseError) in try await fixture.issue(campaign.id, user: "a") }
        == .userLimitReached(limit: 2))
    #expect(try fixture.database.value("SELECT string_agg(slot::text, ',' ORDER BY sequence) FROM coupons") == "2,1")
  }

  @Test func manyHolesAreFilledFromTheLowestOn() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 100, perUser: 20)
    for _ in 1...20 { _ = try await fixture.issue(campaign.id, user: "a") }
    try fixture.database.query("UPDATE coupons SET slot = NULL WHERE slot IN (3, 4, 5, 9, 20)")
    for _ in 1...5 { _ = try await fixture.issue(campaign.id, user: "a") }
    let slots = try fixture.database.value(
      "SELECT string_agg(slot::text, ',' ORDER BY sequence) FROM coupons WHERE sequence > 20")
    #expect(slots == "3,4,5,9,20")
    #expect(
      await failure { () throws(UseCaseError) in try await fixture.issue(campaign.id, user: "a") }
        == .userLimitReached(limit: 20))
  }

  /// The row stays locked while a user is looked up: one who has many coupons must cost the others nothing.
  @Test(arguments: [(limit: 1_000_000, isRangeRead: false), (limit: 12_000, isRangeRead: true)])
  func aUserFarFromTheLimitIsLookedUpAtOnce(limit: Int32, isRangeRead: Bool) async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create(coupons: 2_000_000, perUser: limit).id
    try fixture.database.query(
      """
      INSERT INTO coupons (campaign_id, sequence, code, user_id, slot, issue_time)
      SELECT \(id.rawValue), n, '가나다라마' || translate((30000 + n)::text, '01', '바사'), 'minji', n, now()
      FROM generate_series(1, 3000) AS n
      """)
    try fixture.database.query(
      "UPDATE campaigns SET remaining_coupons = remaining_coupons - 3000, last_sequence = 3000, stamp = gen_random_uuid()"
    )
    let plan = try fixture.database.query(
      """
      PREPARE held (bigint, text[]) AS \(CouponStatements.heldByUsers.sql);
      EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) EXECUTE held (\(id.rawValue), '{minji}')
      """
    ).compactMap { $0.first ?? nil }
    #expect(plan.contains { $0.contains("rows=3000 ") } == isRangeRead, "\(plan)")
    for sequence in 3_001...3_002 {
      #expect(try await fixture.issue(id, user: "minji").coupon.sequence == Int64(sequence))
    }
    #expect(try fixture.database.value("SELECT max(slot) FROM coupons") == "3002")
  }

  @Test func withALimitOfOneNoKeyIsStoredAndOldOnesStay() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create()
    let first = try await fixture.issue(campaign.id, user: "a", key: "k").coupon
    #expect(try await fixture.issue(campaign.id, user: "b", key: "k").coupon.sequence == 2)
    #expect(try fixture.database.value("SELECT count(*) FROM coupons WHERE idempotency_key IS NOT NULL") == "0")
    // A server of an earlier version stored one.
    try fixture.database.query("UPDATE coupons SET idempotency_key = 'k' WHERE user_id = 'a'")
    let (pool, other) = fixture.anotherEngine()
    defer { pool.close(within: .seconds(5)) }
    #expect(try await fixture.issue(campaign.id, user: "c", key: "k", at: other).coupon.sequence == 3)
    #expect(try await fixture.issue(campaign.id, user: "a", key: "l", at: other).coupon == first)
    #expect(try fixture.database.value("SELECT count(*) FROM coupons WHERE idempotency_key IS NOT NULL") == "1")
  }

  @Test func aDueCampaignIsOpenedByItsFirstIssueAndOnlyOnce() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(start: .after(.milliseconds(300)))
    let opened = try await eventually {
      await failure { () throws(UseCaseError) in try await fixture.issue(campaign.id, user: "a") } == nil
    }
    #expect(opened)
    let read = try await fixture.get(campaign.id)
    #expect(read.campaign.state == .open)
    let start = try #require(campaign.startTime)
    #expect(try #require(read.campaign.openedTime) >= start)
    #expect(read.coupons.allSatisfy { $0.issueTime >= start })
    let report = try await CampaignEventJob(.start, database: fixture.pool).runOnce(waitingUntil: nil)
    #expect(report.changed.isEmpty)
    #expect(
      try fixture.database.query("SELECT actor FROM campaign_transitions WHERE to_state = 'OPEN'") == [["issue"]])
  }

  @Test func twoThousandCallersAtTwoServersGetExactlyAThousandCoupons() async throws {
    let fixture = try InfraFixture()
    let (pool, other) = fixture.anotherEngine()
    defer { pool.close(within: .seconds(5)) }
    let campaign = try await fixture.create(coupons: 1000)
    let outcomes = await withTaskGroup(of: UseCaseError?.self) { group in
      for number in 0..<2000 {
        let engine = number.isMultiple(of: 2) ? fixture.engine : other
        group.addTask {
          await failure { () throws(UseCaseError) in
            try await fixture.issue(campaign.id, user: "user-\(number)", at: engine)
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.count { $0 == nil } == 1000)
    #expect(outcomes.count { $0 == .soldOut } == 1000)
    #expect(
      try fixture.database.query(
        """
        SELECT count(*), count(DISTINCT code), count(DISTINCT user_id), min(sequence), max(sequence) FROM coupons
        """) == [["1000", "1000", "1000", "1", "1000"]])
    #expect(try fixture.database.value("SELECT remaining_coupons FROM campaigns") == "0")
  }

  @Test func aCodeThatExistsInAnotherCampaignIsDrawnAnew() async throws {
    // Both servers draw the same codes at first: the second one's first group must clash.
    struct Repeating: RandomNumberGenerator {
      var state: UInt64

      mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        let mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        return mixed ^ (mixed >> 27)
      }
    }
    let groups = Mutex(0)
    let fixture = try InfraFixture(makeGenerator: {
      // The groups of the first two coupons draw alike.
      Repeating(
        state: groups.withLock {
          $0 += 1; return $0 <= 2 ? 1 : 2
        })
    })
    let first = try await fixture.create()
    let second = try await fixture.create()
    let one = try await fixture.issue(first.id, user: "a").coupon
    let two = try await fixture.issue(second.id, user: "a").coupon
    #expect(one.code != two.code)
    #expect(two.sequence == 1)
    #expect(try await fixture.get(second.id).campaign.remainingCoupons == 9)
  }

  @Test func theTimeOfADecisionIsTakenAfterTheWaitForTheLock() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create()
    let holder = try fixture.database.openTransaction("SELECT 1 FROM campaigns FOR UPDATE")
    async let issued = fixture.issue(campaign.id, user: "a")
    #expect(
      try await eventually { try fixture.waitsForLock })
    let released = try #require(
      try fixture.database.value("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"))
    try holder.end()
    let issueTime = try await issued.coupon.issueTime.microsecondsSinceEpoch
    #expect(issueTime > Int64(released) ?? .max)
  }

  @Test func aRowThatSomebodyElseHoldsTooLongIsOverloadedAndOtherCampaignsGoOn() async throws {
    let fixture = try InfraFixture(lockTimeout: .seconds(1))
    let held = try await fixture.create()
    let free = try await fixture.create()
    let holder = try fixture.database.openTransaction(
      "SELECT 1 FROM campaigns WHERE id = \(held.id.rawValue) FOR UPDATE")
    async let refused = failure { () throws(UseCaseError) in try await fixture.issue(held.id, user: "a") }
    #expect(try await fixture.issue(free.id, user: "a").coupon.sequence == 1)
    guard case .overloaded = await refused else {
      Issue.record("not overloaded")
      return
    }
    try holder.end()
    #expect(try await fixture.issue(held.id, user: "a").coupon.sequence == 1)
  }

  @Test func aCallWhoseTimeIsOverLeavesItsCouponToThoseWhoWait() async throws {
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 1)
    let holder = try fixture.database.openTransaction("SELECT 1 FROM campaigns FOR UPDATE")
    let call = Call()
    let issue = IssueCoupon(engine: fixture.engine)
    async let late = failure { () throws(UseCaseError) in
      try await issue.execute(.init(campaignID: campaign.id, userID: "late"), call: call)
    }
    #expect(
      try await eventually { try fixture.waitsForLock })
    async let patient = fixture.issue(campaign.id, user: "patient")
    #expect(call.expire())
    try holder.end()
    #expect(await late == .deadlineExceeded)
    #expect(try await patient.coupon.sequence == 1)
  }

  @Test func issuingNeverReadsTheTableOfCouponsFromEndToEnd() async throws {
    // The statements are prepared while the table is empty, where a sequential scan looks cheap.
    let fixture = try InfraFixture()
    let campaign = try await fixture.create(coupons: 1000, perUser: 2)
    for user in 0..<300 { _ = try await fixture.issue(campaign.id, user: "u\(user)", key: "k\(user)") }
    // A user who asks again is looked up.
    for user in 0..<300 { _ = try await fixture.issue(campaign.id, user: "u\(user)", key: "k\(user)") }
    _ = try await fixture.get(campaign.id)
    fixture.pool.close(within: .seconds(10))
    let scans = "SELECT idx_scan > 300, seq_tup_read FROM pg_stat_user_tables WHERE relname = 'coupons'"
    // PostgreSQL publishes its counts when a connection ends.
    #expect(try await eventually { try fixture.database.query(scans).first?.first == "t" })
    #expect(try fixture.database.query(scans) == [["t", "0"]])
  }
}
