import CampaignApplication
import CampaignDomain
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

/// Transactions of several campaigns on a real PostgreSQL.
@Suite struct SharedTransactionTests {
  /// Campaigns that have issued a coupon each, so that their lanes may share.
  private static func campaigns(
    _ count: Int, coupons: Int64, in fixture: borrowing InfraFixture, at engines: [IssueEngine]
  ) async throws -> [CampaignID] {
    var ids: [CampaignID] = []
    for _ in 0..<count {
      let id = try await fixture.create(coupons: coupons).id
      for engine in engines { _ = try await fixture.issue(id, user: "first", at: engine) }
      ids.append(id)
    }
    return ids
  }

  private static func issue(
    _ calls: [(CampaignID, String)], at engine: IssueEngine,
    answers: @escaping @Sendable (CampaignID, String, UseCaseError?) -> Void
  ) {
    for (id, user) in calls { issue(id, user, at: engine, answers: answers) }
  }

  /// Issues again where the server says so, sooner than it says: it doesn't wait long for a row that another one has
  /// for more than a moment, as it may on a machine that is busy.
  private static func issue(
    _ id: CampaignID, _ user: String, at engine: IssueEngine,
    answers: @escaping @Sendable (CampaignID, String, UseCaseError?) -> Void
  ) {
    IssueCoupon(engine: engine).execute(.init(campaignID: id, userID: user), call: Call()) { answer in
      switch answer {
      case .success: answers(id, user, nil)
      case .failure(.overloaded(let retryAfter)):
        Task {
          try? await Task.sleep(for: retryAfter / 20)
          issue(id, user, at: engine, answers: answers)
        }
      case .failure(let error): answers(id, user, error)
      }
    }
  }

  /// The answers to calls.
  private final class Answers: Sendable {
    let all = Mutex<[(id: CampaignID, user: String, error: UseCaseError?)]>([])

    var count: Int { all.withLock { $0.count } }

    var failures: [UseCaseError] { all.withLock { $0.compactMap(\.error) } }

    func add(_ id: CampaignID, _ user: String, _ error: UseCaseError?) {
      all.withLock { $0.append((id, user, error)) }
    }

    func errors(of id: CampaignID) -> [UseCaseError?] { all.withLock { $0.filter { $0.id == id }.map(\.error) } }
  }

  @Test func twoServersThatRaceOverFiftyCampaignsIssueExactlyWhatEachHas() async throws {
    let fixture = try InfraFixture()
    let (pool, other) = fixture.anotherEngine()
    defer { pool.close(within: .seconds(10)) }
    let ids = try await Self.campaigns(50, coupons: 20, in: fixture, at: [fixture.engine, other])
    let answers = Answers()
    // Each user calls at both servers.
    for round in 0..<15 {
      for engine in [fixture.engine, other] {
        Self.issue(
          ids.flatMap { id in [(id, "user-\(round)"), (id, "user-\(round + 15)")] }, at: engine, answers: answers.add)
      }
      #expect(try await eventually { answers.count == (round + 1) * 200 })
    }
    let sold = try fixture.database.query(
      """
      SELECT count(*), count(DISTINCT user_id), min(sequence), max(sequence) FROM coupons GROUP BY campaign_id
      """)
    #expect(sold == Array(repeating: ["20", "20", "1", "20"], count: 50))
    #expect(
      try fixture.database.query("SELECT DISTINCT remaining_coupons, last_sequence FROM campaigns") == [["0", "20"]])
    #expect(answers.failures.filter { $0 != .soldOut }.isEmpty)
    for id in ids { #expect(answers.errors(of: id).count { $0 == nil } == 38, "19 users, at both servers") }
  }

  @Test func aHeldRowAmongThemIsWaitedForByItselfAndTheOthersAreAnswered() async throws {
    let fixture = try InfraFixture()
    let ids = try await Self.campaigns(10, coupons: 5, in: fixture, at: [fixture.engine])
    let holder = try fixture.database.openTransaction(
      "SELECT 1 FROM campaigns WHERE id = \(ids[4].rawValue) FOR UPDATE")
    let answers = Answers()
    Self.issue(ids.map { ($0, "a") }, at: fixture.engine, answers: answers.add)
    #expect(try await eventually { answers.count == 9 })
    #expect(answers.errors(of: ids[4]).isEmpty)
    #expect(try await eventually { try fixture.waitsForLock })
    try holder.end()
    #expect(try await eventually { answers.count == 10 })
    #expect(answers.failures.isEmpty)
    #expect(try fixture.database.value("SELECT count(*) FROM coupons") == "20")
  }

  @Test func aCodeThatExistsCostsNobodyAnError() async throws {
    let seeds = Mutex<UInt64>(1)
    let fixture = try InfraFixture(
      connections: 1,
      makeGenerator: {
        Numbers(
          state: seeds.withLock { seed in
            seed += 1
            return seed
          })
      })
    let ids = try await Self.campaigns(5, coupons: 5, in: fixture, at: [fixture.engine])
    let answers = Answers()
    try await Self.issueTogether(Array(ids.prefix(3)), behind: ids[3], in: fixture, answers) {
      // The shared transaction's source is the next, and all that it draws is used.
      var numbers = Numbers(state: seeds.withLock { $0 + 1 })
      let code = CouponCode.random(using: &numbers).text
      try fixture.database.query("UPDATE coupons SET code = '\(code)' WHERE campaign_id = \(ids[4].rawValue)")
    }
    #expect(answers.failures.isEmpty)
    let sources = seeds.withLock { Int($0) }
    #expect(sources == 11, "the last three are of campaigns that went by themselves")
    #expect(try fixture.database.query("SELECT count(*), count(DISTINCT code) FROM coupons") == [["9", "9"]])
  }

  @Test func aLostAnswerToTheirCommitIsUnknownToAll() async throws {
    let fixture = try InfraFixture(connections: 1)
    let ids = try await Self.campaigns(4, coupons: 5, in: fixture, at: [fixture.engine])
    try fixture.database.query(
      """
      CREATE FUNCTION end_session() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER lost AFTER INSERT ON coupons DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
        WHEN (NEW.user_id = 'a') EXECUTE FUNCTION end_session()
      """)
    let answers = Answers()
    try await Self.issueTogether(Array(ids.prefix(3)), behind: ids[3], in: fixture, answers) {}
    for id in ids.prefix(3) { #expect(answers.errors(of: id) == [.outcomeUnknown]) }
    try fixture.database.query("DROP TRIGGER lost ON coupons")
    for id in ids.prefix(3) { #expect(try await fixture.issue(id, user: "a").coupon.sequence == 2) }
  }

  /// Has the user `a` call for each campaign while the only connection waits for the row of `holder`.
  private static func issueTogether(
    _ ids: [CampaignID], behind holder: CampaignID, in fixture: InfraFixture, _ answers: Answers,
    _ prepare: () throws -> Void
  ) async throws {
    let row = try fixture.database.openTransaction(
      "SELECT 1 FROM campaigns WHERE id = \(holder.rawValue) FOR UPDATE")
    issue([(holder, "x")], at: fixture.engine, answers: answers.add)
    #expect(try await eventually { try fixture.waitsForLock })
    try prepare()
    issue(ids.map { ($0, "a") }, at: fixture.engine, answers: answers.add)
    try row.end()
    #expect(try await eventually { answers.count == ids.count + 1 })
  }

  private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      let mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      return mixed ^ (mixed >> 27)
    }
  }
}
