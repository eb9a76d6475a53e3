import CampaignDomain
import Synchronization
import TestDatabase
import Testing

@testable import CampaignApplication
@testable import CampaignInfra

/// Sessions that end, and their work, which is asked of another.
@Suite struct SessionEndTests {
  private static let terminateOthers = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    """
  private static let isSaved = "SELECT count(*) FROM coupons"

  /// Does something to every connection of the pool before it is asked for more.
  private func toEachConnection(
    of pool: CampaignPool, count: Int, _ body: @escaping @Sendable (PostgresConnection) -> Void
  ) async throws {
    let meeting = ThreadMeeting(of: count)
    let done = Mutex(0)
    for _ in 0..<count {
      pool.perform { session in
        // The works meet, so that each has a connection of its own.
        meeting.join()
        if let session = try? session.get() { body(session.connection) }
        done.withLock { $0 += 1 }
      }
    }
    #expect(try await eventually { done.withLock { $0 == count } })
  }

  @Test func deallocatedStatementsCostNobodyAnError() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create().id
    #expect(try await fixture.issue(id, user: "a").coupon.sequence == 1)
    try await toEachConnection(of: fixture.pool, count: 4) { connection in
      _ = try? connection.run(script: "DEALLOCATE ALL", within: .seconds(6))
    }
    async let issued = fixture.issue(id, user: "b")
    async let read = fixture.get(id)
    async let paused = ChangeCampaignState(.pause, database: fixture.pool).execute(.init(campaignID: id, actor: "t"))
    _ = try await (read, paused)
    // The pause may have come first: then it is refused, which no broken session does.
    if let coupon = try? await issued.coupon { #expect(coupon.sequence == 2) }
  }

  @Test func aCommitThatHasNoStatementAnyMoreSavesNothingAndIsRepeated() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create().id
    try await toEachConnection(of: fixture.pool, count: 4) { connection in
      _ = try? connection.run(script: "DEALLOCATE commit", within: .seconds(6))
    }
    #expect(try await fixture.issue(id, user: "a").coupon.sequence == 1)
    #expect(try fixture.database.value(Self.isSaved) == "1")
  }

  @Test func whatIsRefusedBeforeOrAtTheCommitEndsTheSessionAndSavesNothing() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create().id
    for statement in ["coupons_insert", "commit"] {
      let session = try PostgresCampaignSession(fixture.postgres)
      let locked = try #require(try session.lock(IssueQuery(id)))
      try session.connection.run(script: "DEALLOCATE \(statement)", within: .seconds(6))
      var issuance = Issuance(of: locked.campaign, at: locked.now)
      var generator = SystemRandomNumberGenerator()
      _ = issuance.decide(IssueRequest(user: UserID(alreadyChecked: "a"), key: nil), using: &generator)
      let change = try #require(issuance.change)
      do throws(RepositoryError) {
        try session.commit(change)
        Issue.record("committed without a statement")
      } catch {
        guard case .unavailable = error else {
          Issue.record("\(error)")
          return
        }
      }
      #expect(session.isOver && !PooledSession(session, on: session.connection).isReusable())
      #expect(try fixture.database.value(Self.isSaved) == "0")
    }
    let session = try PostgresCampaignSession(fixture.postgres)
    #expect(throws: PostgresError.self) {
      try session.connection.prepare([CampaignStatements.begin], within: .seconds(6))
    }
    #expect(session.isOver, "42P05 shows that the session is not the one it was")
  }

  @Test(arguments: [ReadOnlyReport.pushed, .polled])
  func aSessionForChangesEndsWhenItsServerTakesNone(report: ReadOnlyReport) async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create().id
    let readOnly = "SET default_transaction_read_only = on"
    let works: [(PostgresCampaignSession) throws -> Void] = [
      { _ = try $0.look(at: id, users: [], keys: []) }, { _ = try $0.snapshot(of: id, holderLimit: 10) },
      { _ = try $0.lock(IssueQuery(id)) }, { _ = try $0.agenda(of: .start, AgendaRequest(limit: 1)) },
      { _ = try $0.look(at: CampaignID(rawValue: 9), users: [], keys: []) }, { try $0.connection.probe() },
    ]
    for work in works {
      let session = try PostgresCampaignSession(fixture.postgres, readOnlyReport: report)
      try work(session)
      try session.rollback()
      try session.connection.run(script: readOnly, within: .seconds(6))
      #expect(throws: (any Error).self) { try work(session) }
      #expect(session.isOver)
      #expect(session.connection.loss?.error.isReadOnly == true)
    }
    var reading = fixture.postgres
    reading.access = .any
    let session = try PostgresCampaignSession(reading)
    try session.connection.run(script: readOnly, within: .seconds(6))
    #expect(try session.page(of: id, after: 0, limit: 10)?.beforeDurable.campaign.id == id)
    #expect(PooledSession(session, on: session.connection).isReusable())
    reading.url = try DatabaseURL(fixture.database.url + "?target_session_attrs=read-write")
    let strict = try PostgresCampaignSession(reading)
    try strict.connection.run(script: readOnly, within: .seconds(6))
    #expect(throws: (any Error).self) { try strict.page(of: id, after: 0, limit: 10) }
  }

  @Test func olderServersAreAskedAndNewerOnesTell() {
    #expect(ReadOnlyReport(serverVersion: 130_012) == .polled)
    #expect(ReadOnlyReport(serverVersion: 140_000) == .pushed)
  }

  @Test func whatASessionEndedOfIsKnownWhetherItWasIdleOrBusy() async throws {
    let fixture = try InfraFixture()
    let idle = try PostgresCampaignSession(fixture.postgres)
    #expect(idle.connection.isAliveWhileIdle())
    try fixture.database.query(Self.terminateOthers)
    #expect(try await eventually { !idle.connection.isAliveWhileIdle() })
    let loss = try #require(idle.connection.loss)
    #expect(loss.error.sqlState?.rawValue == "57P01" && !loss.error.reason.isEmpty)
    #expect(loss.host?.hasPrefix("127.0.0.1:") == true)
    let asked = try PostgresCampaignSession(fixture.postgres)
    try fixture.database.query(Self.terminateOthers)
    #expect(throws: PostgresError.self) { while true { try asked.connection.probe() } }
    #expect(asked.connection.loss?.error.sqlState?.rawValue == "57P01")
  }
}
