import CampaignApplication
import CampaignDomain
import TestDatabase
import Testing

@testable import CampaignInfra

/// The lock that is sent behind a COMMIT, and what is read with it, on a real PostgreSQL.
@Suite struct FollowingLockTests {
  /// A change that issues a coupon to each user.
  private static func change(_ locked: IssueBasis, to users: [String], seed: UInt64) throws -> CampaignChange {
    struct Numbers: RandomNumberGenerator {
      var state: UInt64

      mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
      }
    }
    var numbers = Numbers(state: seed)
    var issuance = Issuance(of: locked.campaign, at: locked.now, holdings: locked.holdings)
    for user in users {
      _ = issuance.decide(IssueRequest(user: UserID(alreadyChecked: user), key: nil), using: &numbers)
    }
    return try #require(issuance.change)
  }

  private static func isHeld(_ id: CampaignID, in database: TestDatabase) throws -> Bool {
    try database.query("SELECT 1 FROM campaigns WHERE id = \(id.rawValue) FOR UPDATE SKIP LOCKED").isEmpty
  }

  @Test func theNextLockSeesWhatWasCommittedBeforeIt() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create().id
    let session = try PostgresCampaignSession(fixture.postgres)
    let locked = try #require(try session.lock(IssueQuery(id, holdersFrom: 0)))
    #expect(locked.recentHolders.map(\.users.isEmpty) == true && locked.recentHolders?.ends == nil)
    let next = IssueQuery(id, users: [UserID(alreadyChecked: "b")], holdersFrom: 1)
    let change = try Self.change(locked, to: ["a", "b", "c"], seed: 1)
    let saved = try session.commit(change, andLock: next)
    #expect(try await eventually { try Self.isHeld(id, in: fixture.database) })
    let second = try #require(try session.lock(next))
    #expect(second.campaign == saved && saved.remainingCoupons == 7 && saved.lastSequence == 3)
    #expect(saved.stamp.history == locked.campaign.stamp.history && saved.stamp.save != locked.campaign.stamp.save)
    #expect(second.holdings.byUser.keys.map(\.text) == ["b"])
    #expect(second.recentHolders?.users.map(\.text) == ["a", "b", "c"])
    #expect(second.recentHolders?.fromSequence == 1 && second.recentHolders?.throughSequence == nil)
    let codes = change.coupons.map { CouponIdentity($0.coupon) }
    #expect(second.recentHolders?.ends?.first == codes.first && second.recentHolders?.ends?.last == codes.last)
    #expect(second.now > locked.now)
    let (more, recent) = try session.read(IssueQuery(id, users: [UserID(alreadyChecked: "a")], holdersFrom: 2))
    #expect(more.byUser.values.map(\.latest.sequence) == [1])
    #expect(recent?.users.map(\.text) == ["b", "c"])
    try session.rollback()
    #expect(try !Self.isHeld(id, in: fixture.database))
    #expect(PooledSession(session, on: session.connection).isReusable())
  }

  @Test func aCommitThatFailsTakesTheLockBehindItAlong() async throws {
    let fixture = try InfraFixture()
    let first = try await fixture.create().id
    let second = try await fixture.create().id
    let session = try PostgresCampaignSession(fixture.postgres)
    let one = try #require(try session.lock(IssueQuery(first)))
    try session.commit(Self.change(one, to: ["a"], seed: 9))
    let two = try #require(try session.lock(IssueQuery(second)))
    #expect(throws: RepositoryError.codeClash) {
      try session.commit(Self.change(two, to: ["a"], seed: 9), andLock: IssueQuery(second))
    }
    #expect(try !Self.isHeld(second, in: fixture.database))
    let again = try #require(try session.lock(IssueQuery(second)))
    #expect(again.campaign.lastSequence == 0)
    try session.commit(Self.change(again, to: ["a"], seed: 10))
    #expect(try fixture.database.value("SELECT count(*) FROM coupons") == "2")
  }

  @Test func aLockThatNobodyTakesIsGivenBack() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create().id
    let session = try PostgresCampaignSession(fixture.postgres)
    let locked = try #require(try session.lock(IssueQuery(id)))
    try session.commit(Self.change(locked, to: ["a"], seed: 1), andLock: IssueQuery(id))
    #expect(PooledSession(session, on: session.connection).isReusable())
    #expect(try !Self.isHeld(id, in: fixture.database))
    // Another lock than the one that was sent is not answered with it.
    let other = try await fixture.create().id
    let fresh = try #require(try session.lock(IssueQuery(id)))
    try session.commit(Self.change(fresh, to: ["b"], seed: 2), andLock: IssueQuery(id))
    #expect(try session.lock(IssueQuery(other))?.campaign.id == other)
    #expect(try !Self.isHeld(id, in: fixture.database))
    try session.rollback()
  }

  @Test func moreHoldersThanAreReadAtOnceAreReadInSteps() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create(coupons: 20_000, perUser: 0).id
    try fixture.database.query(
      """
      INSERT INTO coupons (campaign_id, sequence, code, user_id, issue_time)
      SELECT \(id.rawValue), n, '가' || lpad(n::text, 9, '0'), 'user-' || n, now() FROM generate_series(1, 10001) n
      """)
    try fixture.database.query(
      "UPDATE campaigns SET remaining_coupons = 9999, last_sequence = 10001 WHERE id = \(id.rawValue)")
    let session = try PostgresCampaignSession(fixture.postgres)
    let first = try #require(try session.lock(IssueQuery(id, holdersFrom: 0))?.recentHolders)
    try session.rollback()
    #expect(first.users.count == IssueQuery.maximumRecentHolders)
    #expect(first.throughSequence == 10_000)
    let rest = try #require(try session.lock(IssueQuery(id, holdersFrom: 10_000))?.recentHolders)
    try session.rollback()
    #expect(rest.users.map(\.text) == ["user-10000", "user-10001"] && rest.throughSequence == nil)
    #expect(rest.ends?.first == first.ends?.last)
  }

  @Test func withoutATransactionOnlyWhatIsCommittedIsRead() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create().id
    let session = try PostgresCampaignSession(fixture.postgres)
    let reader = try PostgresCampaignSession(fixture.postgres)
    let first = try #require(try session.lock(IssueQuery(id)))
    try session.commit(Self.change(first, to: ["a"], seed: 1))
    try session.connection.run(
      script: """
        BEGIN;
        INSERT INTO coupons (campaign_id, sequence, code, user_id, issue_time)
        VALUES (\(id.rawValue), 2, '가나다라마바사아자1', 'b', now())
        """, within: .seconds(5))
    let (_, recent) = try reader.read(IssueQuery(id, holdersFrom: 0))
    try session.rollback()
    #expect(recent?.users.map(\.text) == ["a"])
    #expect(reader.connection.isIdle)
  }

  @Test func nobodyHoldsTwoCouponsWhileTheHoldersAreStillRead() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create(coupons: 100_000).id
    try fixture.database.query(
      """
      INSERT INTO coupons (campaign_id, sequence, code, user_id, slot, issue_time)
      SELECT \(id.rawValue), n, '가' || lpad(n::text, 9, '0'), 'user-' || n, 1, now() FROM generate_series(1, 50000) n
      """)
    try fixture.database.query(
      "UPDATE campaigns SET remaining_coupons = 50000, last_sequence = 50000 WHERE id = \(id.rawValue)")
    // Callers of each page, old and new, again and again until long after the last page.
    for round in 0..<40 {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for page in 0..<5 {
          group.addTask {
            let holder = page * 10_000 + round * 97 + 1
            let replay = try await fixture.issue(id, user: "user-\(holder)")
            #expect(replay.alreadyIssued && replay.coupon.sequence == Int64(holder))
            #expect(try await !fixture.issue(id, user: "new-\(round)-\(page)").alreadyIssued)
          }
        }
        try await group.waitForAll()
      }
    }
    #expect(try fixture.database.value("SELECT count(*) FROM coupons") == "50200")
    #expect(
      try fixture.database.value("SELECT last_sequence FROM campaigns WHERE id = \(id.rawValue)") == "50200")
  }

  @Test func whoHoldsACouponOfAnotherServerGetsTheSameHoweverOftenBothIssue() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create(coupons: 100).id
    let (pool, other) = fixture.anotherEngine()
    defer { pool.close(within: .seconds(10)) }
    var codes: [CouponCode] = []
    for number in 0..<20 {
      let engine = number % 3 == 0 ? other : fixture.engine
      codes.append(try await fixture.issue(id, user: "user-\(number)", at: engine).coupon.code)
    }
    for number in 0..<20 {
      for engine in [fixture.engine, other] {
        let repeated = try await fixture.issue(id, user: "user-\(number)", at: engine)
        #expect(repeated.alreadyIssued && repeated.coupon.code == codes[number])
      }
    }
    #expect(try fixture.database.value("SELECT count(*) FROM coupons") == "20")
  }
}
