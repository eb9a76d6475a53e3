import CampaignApplication
import CampaignDomain
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

/// Joins of lines on a real PostgreSQL.
@Suite struct JoiningOnPostgresTests {
  private static func join(
    _ id: CampaignID, _ user: String, at engine: JoinEngine
  ) async throws(UseCaseError) -> QueueEntryView {
    try await JoinQueue(engine: engine).execute(.init(campaignID: id, userID: user))
  }

  /// Calls of users that came in their order, and their answers.
  private final class Calls: Sendable {
    private let answers: Mutex<[Result<QueueEntryView, UseCaseError>?]>

    init(_ id: CampaignID, users: [String], at engine: JoinEngine) {
      answers = Mutex(Array(repeating: nil, count: users.count))
      let join = JoinQueue(engine: engine)
      for (place, user) in users.enumerated() {
        join.execute(.init(campaignID: id, userID: user), call: Call()) { [self] answer in
          answers.withLock { $0[place] = answer }
        }
      }
    }

    /// The outcomes in the order of the calls.
    func outcomes() async throws -> [Result<QueueEntryView, UseCaseError>] {
      #expect(try await eventually { self.answers.withLock { $0.allSatisfy { $0 != nil } } })
      return answers.withLock { $0.compactMap { $0 } }
    }

    func tickets() async throws -> [Int64?] { try await outcomes().map { try $0.get().entry.ticket } }
  }

  /// Ends the session that saves a user's entry at its COMMIT.
  private static func loseCommits(of user: String, in database: TestDatabase) throws {
    try database.query(
      """
      CREATE FUNCTION end_session() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER lost AFTER INSERT ON queue_entries DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
        WHEN (NEW.user_id = '\(user)') EXECUTE FUNCTION end_session()
      """)
  }

  @Test func twoServersThatRaceDrawTicketsWithoutGapsInTheOrderOfCommitsOneAUser() async throws {
    let fixture = try InfraFixture()
    let (pool, _) = fixture.anotherEngine()
    defer { pool.close(within: .seconds(10)) }
    let id = try await fixture.create(coupons: 10_000).id
    let engines = [JoinEngine(database: fixture.pool), JoinEngine(database: pool)]
    // The order in which commits become visible to others, as far as a reader sees it.
    let seen = Mutex<[Int]>([])
    let isDone = Mutex(false)
    let database = fixture.database
    async let reader: Void = {
      while !isDone.withLock({ $0 }) {
        let row = try database.query(
          "SELECT count(*), coalesce(max(ticket), 0) FROM queue_entries")
        let (count, last) = (Int(row[0][0] ?? "") ?? -1, Int(row[0][1] ?? "") ?? -2)
        seen.withLock { $0.append(last - count) }
        await Task.yield()
      }
    }()
    var calls: [Calls] = []
    for round in 0..<4 {
      for (number, engine) in engines.enumerated() {
        // Half of the users call at both servers.
        let first = round * 400 + number * 200
        calls.append(Calls(id, users: (first..<first + 400).map { "user-\($0)" }, at: engine))
      }
    }
    var views: [QueueEntryView] = []
    for call in calls { views += try await call.outcomes().map { try $0.get() } }
    isDone.withLock { $0 = true }
    try await reader
    #expect(views.count == 3_200)
    #expect(Set(views.map(\.entry.requestID)).count == 1_800)
    #expect(
      try fixture.database.query(
        "SELECT count(*), count(DISTINCT user_id), min(ticket), max(ticket) FROM queue_entries")
        == [["1800", "1800", "1", "1800"]])
    #expect(
      try fixture.database.value("SELECT last_ticket || ' ' || is_active FROM campaign_queues") == "1800 true")
    #expect(
      try fixture.database.value(
        """
        SELECT count(*) FROM (SELECT join_time < lag(join_time) OVER (ORDER BY ticket) AS is_late FROM queue_entries) AS t
        WHERE is_late
        """) == "0")
    #expect(seen.withLock { $0.allSatisfy { $0 == 0 } }, "no ticket is seen before those ahead of it")
  }

  @Test func theFirstTwoWhoJoinALineAtOnceMakeItsRowOnce() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create().id
    // Both wait for the table, and then make the row at once.
    let holder = try fixture.database.openTransaction("LOCK campaign_queues IN SHARE ROW EXCLUSIVE MODE")
    let engines = (0..<2).map { _ in JoinEngine(database: fixture.pool) }
    async let first = Self.join(id, "a", at: engines[0])
    async let second = Self.join(id, "b", at: engines[1])
    #expect(
      try await eventually {
        try fixture.database.value(
          """
          SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
          """) == "2"
      })
    try holder.end()
    let views = try await [first, second]
    #expect(Set(views.map(\.entry.ticket)) == [1, 2])
    #expect(
      try fixture.database.query("SELECT next_batch_time <= clock_timestamp(), claimed, token FROM campaign_queues")
        == [["t", "0", "0"]])
  }

  @Test func whoJoinsWaitsForNobodyWhoIssues() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create().id
    let holder = try fixture.database.openTransaction(
      "SELECT 1 FROM campaigns WHERE id = \(id.rawValue) FOR UPDATE")
    #expect(try await Self.join(id, "a", at: JoinEngine(database: fixture.pool)).entry.ticket == 1)
    try holder.end()
  }

  @Test func aCrowdAtACampaignThatIsOverWaitsForNoRow() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create().id
    let engine = JoinEngine(database: fixture.pool)
    let early = try await Self.join(id, "early", at: engine)
    _ = try await ChangeCampaignState(.close, database: fixture.pool).execute(.init(campaignID: id, actor: "t"))
    #expect(
      await failure { () throws(UseCaseError) in try await Self.join(id, "late", at: engine) } == .campaignClosed)
    let holder = try fixture.database.openTransaction("SELECT 1 FROM campaign_queues FOR UPDATE")
    let outcomes = try await Calls(id, users: (0..<300).map { "late-\($0)" } + ["early"], at: engine).outcomes()
    #expect(outcomes.dropLast().allSatisfy { $0 == .failure(.campaignClosed) })
    #expect(outcomes.last == .success(early))
    try holder.end()
  }

  @Test func aJoinChangesNothingOfALineThatABatchChanges() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create().id
    let engine = JoinEngine(database: fixture.pool)
    for user in ["a", "b"] { _ = try await Self.join(id, user, at: engine) }
    try fixture.database.query(
      """
      UPDATE campaign_queues SET claimed = 2, served = 1, completed = 1, failed = 3, set_aside = 4, token = 5,
        batch_failures = 6, entries_per_hour = 7, lease_end_time = 'infinity', last_batch_time = next_batch_time
      """)
    let columns = """
      SELECT claimed, served, completed, failed, set_aside, token, batch_failures, entries_per_hour, lease_end_time,
        last_batch_time FROM campaign_queues
      """
    try fixture.database.query("UPDATE campaign_queues SET lease_end_time = now()")
    let before = try fixture.database.query(columns)
    let view = try await Self.join(id, "c", at: engine)
    #expect(view.entry.ticket == 3)
    #expect(view.status == .waiting(position: 1, estimatedWait: .milliseconds(3_600_000 / 7)))
    #expect(try fixture.database.query(columns) == before)
  }

  // MARK: - Sessions that end

  @Test func aLostAnswerToTheCommitIsUnknownToAllAndARepeatTells() async throws {
    let fixture = try InfraFixture(connections: 1)
    let id = try await fixture.create().id
    let engine = JoinEngine(database: fixture.pool)
    _ = try await Self.join(id, "first", at: engine)
    try Self.loseCommits(of: "b", in: fixture.database)
    let holder = try fixture.database.openTransaction("SELECT 1 FROM campaign_queues FOR UPDATE")
    let front = Calls(id, users: ["front"], at: engine)
    #expect(try await eventually { try fixture.waitsForLock })
    let calls = Calls(id, users: ["a", "b", "c"], at: engine)
    try holder.end()
    #expect(try await front.tickets() == [2])
    #expect(try await calls.outcomes() == Array(repeating: .failure(.outcomeUnknown), count: 3))
    try fixture.database.query("DROP TRIGGER lost ON queue_entries")
    #expect(try await Calls(id, users: ["b", "c", "a"], at: engine).tickets() == [3, 4, 5], "nothing was saved")
  }

  @Test func aSessionThatIsKilledBeforeTheCommitCostsNobodyAnError() async throws {
    let fixture = try InfraFixture(connections: 1)
    let id = try await fixture.create().id
    let engine = JoinEngine(database: fixture.pool)
    _ = try await Self.join(id, "first", at: engine)
    let holder = try fixture.database.openTransaction("SELECT 1 FROM campaign_queues FOR UPDATE")
    let calls = Calls(id, users: ["a", "b"], at: engine)
    #expect(try await eventually { try fixture.waitsForLock })
    try fixture.database.query(
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'
      """)
    try holder.end()
    #expect(try await calls.tickets() == [2, 3])
    #expect(try fixture.database.value("SELECT count(*) FROM queue_entries") == "3")
  }

  // MARK: - Rows that were changed by SQL

  @Test func ticketsThatWereSetBackAreAFaultOfThatCampaignWithTheRemedy() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create().id
    let engine = JoinEngine(database: fixture.pool)
    for user in ["a", "b"] { _ = try await Self.join(id, user, at: engine) }
    try fixture.database.query("UPDATE campaign_queues SET last_ticket = 1")
    let error = await failure { () throws(UseCaseError) in try await Self.join(id, "c", at: engine) }
    guard case .internalFault(let text) = error, let remedy = text.firstRange(of: "Put it right: ") else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(text.hasPrefix("campaign \(id.rawValue): "))
    try fixture.database.query(String(text[remedy.upperBound...]))
    #expect(try await Self.join(id, "c", at: engine).entry.ticket == 3)
  }

  @Test func aLineWhoseRowIsGoneIsAFaultOfItsPlaces() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create().id
    _ = try await Self.join(id, "a", at: JoinEngine(database: fixture.pool))
    try fixture.database.query("DELETE FROM campaign_queues")
    let status = GetQueueStatus(database: fixture.pool)
    let error = await failure { () throws(UseCaseError) in
      try await status.execute(.init(campaignID: id, userID: "a"))
    }
    guard case .internalFault(let text) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(text.hasPrefix("campaign \(id.rawValue): it has entries"))
  }
}
