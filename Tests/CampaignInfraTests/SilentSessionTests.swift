import CLibPQ
import CampaignApplication
import CampaignDomain
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

/// Sessions whose server says nothing any more.
@Suite struct SilentSessionTests {
  /// Counts the sessions of a pool that stand.
  private final class SessionCount: PoolObserver {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .acquiring) }

    func workBegan(after wait: Duration) {}
    func workEnded(after duration: Duration) {}
    func workFailed(_ error: RepositoryError, after wait: Duration) {}
    func connectionMade(within duration: Duration) { count.add(1, ordering: .acquiringAndReleasing) }
    func connectionFailed(after duration: Duration) {}
    func connectionEnded(isLost: Bool) { count.subtract(1, ordering: .acquiringAndReleasing) }
  }

  /// A pool whose sessions all stand: one that is forgotten while it prepares its statements waits for a round trip's
  /// limit, not for a question's.
  private func pool(
    _ fixture: InfraFixture, by relay: SilentRelay, connections: Int = 1, limits: LivenessLimits = .init(),
    responseTimeout: Duration = .seconds(60), as member: SessionMember
  ) async throws -> CampaignPool {
    var postgres = fixture.postgres
    postgres.url = try DatabaseURL(relay.url)
    postgres.liveness = limits
    // A round trip's limit far above the question's shows, on a busy machine too, which of them found out.
    postgres.responseTimeout = responseTimeout
    let standing = SessionCount()
    let pool = CampaignPool(
      .init(postgres: postgres, connectionCount: connections, connectsAtOnce: true), name: "silent", as: member,
      observer: standing, logger: InfraFixture.silent)
    #expect(try await eventually { standing.value == connections })
    return pool
  }

  /// Reads; returns true if that succeeded.
  private static func read(_ pool: CampaignPool) async -> Bool {
    await withCheckedContinuation { continuation in
      pool.perform { session in
        continuation.resume(returning: (try? session.get().campaigns(before: nil, limit: 1)) != nil)
      }
    }
  }

  @Test func anIdleSessionThatDoesNotAnswerIsReplacedThoughNobodyCalls() async throws {
    let fixture = try InfraFixture()
    let relay = try SilentRelay(to: fixture.database.url)
    defer { relay.close() }
    let log = CapturedLog()
    let pool = try await pool(
      fixture, by: relay,
      limits: .init(probeInterval: .milliseconds(50), probeTimeout: .seconds(2)),
      as: DatabaseSessions(logger: log.logger).join())
    defer { pool.stop() }
    #expect(await Self.read(pool))
    relay.forget()
    let isReplaced = try await eventually { relay.connectionCount > relay.forgottenCount }
    #expect(isReplaced)
    #expect(log.lines.first?.contains("reason=the server did not answer within 2 s") == true, "\(log.lines)")
    #expect(await Self.read(pool))
  }

  @Test func oneThatDoesNotAnswerHasEveryPoolAskItsOwnBeforeWork() async throws {
    let fixture = try InfraFixture()
    let relay = try SilentRelay(to: fixture.database.url)
    defer { relay.close() }
    let log = CapturedLog()
    let sessions = DatabaseSessions(logger: log.logger)
    let (first, second) = (sessions.join(), sessions.join())
    // The first pool alone asks by itself.
    let patient = LivenessLimits(
      probeInterval: .seconds(3600), probeTimeout: .seconds(2), freshness: .seconds(3600))
    var curious = patient
    curious.probeInterval = .milliseconds(100)
    let asking = try await pool(fixture, by: relay, limits: curious, as: first)
    let asked = try await pool(fixture, by: relay, connections: 2, limits: patient, as: second)
    defer { for pool in [asking, asked] { pool.stop() } }
    #expect(await Self.read(asked))
    relay.forget()
    #expect(try await eventually { log.lines.contains { $0.contains("database outage begins") } })
    let begin = ContinuousClock.now
    #expect(await Self.read(asked), "on a session that answered")
    #expect(ContinuousClock.now - begin < .seconds(20), "a round trip on a dead one would have taken a minute")
    #expect(log.lines.count { $0.contains("database outage begins") } == 1)
  }

  @Test func workOnASessionThatWasIdleFindsItDeadWithinTheLimitOfAQuestion() async throws {
    let fixture = try InfraFixture()
    let relay = try SilentRelay(to: fixture.database.url)
    defer { relay.close() }
    let patient = LivenessLimits(
      probeInterval: .seconds(3600), probeTimeout: .seconds(2), freshness: .zero)
    let pool = try await pool(
      fixture, by: relay, limits: patient, as: DatabaseSessions(logger: InfraFixture.silent).join())
    defer { pool.stop() }
    #expect(await Self.read(pool))
    relay.forget()
    let begin = ContinuousClock.now
    let isRead = await Self.read(pool)
    #expect(!isRead, "what it was asked went the way of the question")
    #expect(ContinuousClock.now - begin < .seconds(20))
    #expect(await Self.read(pool))
  }

  @Test func aPoolClosesThoughItsSessionsDoNotAnswer() async throws {
    let fixture = try InfraFixture()
    let relay = try SilentRelay(to: fixture.database.url)
    defer { relay.close() }
    let pool = try await pool(
      fixture, by: relay, connections: 2, responseTimeout: .seconds(2),
      as: DatabaseSessions(logger: InfraFixture.silent).join())
    #expect(await Self.read(pool))
    relay.forget()
    for _ in 0..<2 { pool.perform { session in _ = try? session.get().campaigns(before: nil, limit: 1) } }
    pool.stop()
    let isClosed = try await eventually { pool.close(within: .zero) }
    #expect(isClosed)
  }

  @Test func aForgottenConnectionAmidItsAuthenticationKeepsNoOtherTestWaiting() async throws {
    let database = try TestDatabase()
    let other = "test_\(UInt64.random(in: 0 ... .max))"
    try database.query("CREATE DATABASE \(other)")
    let relay = try SilentRelay(to: database.url)
    defer { relay.close() }
    let connection = PQconnectStart(relay.url)
    defer { PQfinish(connection) }
    #expect(
      try await eventually {
        if PQstatus(connection) != CONNECTION_AWAITING_RESPONSE { _ = PQconnectPoll(connection) }
        return PQstatus(connection) == CONNECTION_AWAITING_RESPONSE
      })
    #expect(
      try await eventually { SocketWait.wait(for: .read, on: PQsocket(connection), until: .now) },
      "the server asks for the password")
    relay.forget()
    // PostgreSQL would wait for the session's authentication, or its end.
    try TestDatabase(at: "\(database.url)?options=-cstatement_timeout%3D20s").query("DROP DATABASE \(other)")
  }
}
