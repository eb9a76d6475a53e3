import CampaignDomain
import Glibc
import TestCluster
import TestDatabase
import Testing

@testable import CampaignApplication
@testable import CampaignInfra

/// The gate on PostgreSQL: what it sends, when it needs not, and what becomes of those who are held.
@Suite(.timeLimit(.minutes(2))) struct DurabilityGateTests {
  /// Returns once the gate releases early, or no more.
  private static func standing(_ gate: PostgresDurabilityGate, _ isStanding: Bool = true) async throws {
    #expect(try await eventually { gate.releasesEarly == isStanding })
  }

  private static func logEnd(_ database: TestDatabase) throws -> String {
    try database.value("SELECT pg_current_wal_insert_lsn()") ?? ""
  }

  @Test func aGroupGivesItsLocksBackEarlyAndIsAnswered() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create(coupons: 500).id
    // The gate is there once it releases early.
    try await Self.standing(fixture.gate)
    let outputs = try await withThrowingTaskGroup(of: IssueCoupon.Output.self) { group in
      for user in 1...500 { group.addTask { try await fixture.issue(id, user: "u\(user)") } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(outputs.map(\.coupon.sequence)) == Set(1...500))
    #expect(try fixture.lastMarker != "", "COMMITs that are on disk need none")
    #expect(try fixture.database.value("SELECT count(*) FROM coupons") == "500")
    #expect(await failure { () throws(UseCaseError) in try await fixture.issue(id, user: "late") } == .soldOut)
  }

  @Test func anIdleCampaignIsReadWithoutAMarker() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create().id
    try await Self.standing(fixture.gate)
    _ = try await fixture.issue(id, user: "a")
    _ = try await fixture.get(id)
    let before = try fixture.lastMarker
    for _ in 1...20 { #expect(try await fixture.get(id).coupons.count == 1) }
    #expect(try fixture.lastMarker == before)
  }

  /// The process of the gate's session: its last statement is a marker or one of those by which it begins.
  private static let gateProcess = """
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND (query LIKE '%pg_logical_emit_message%' OR query LIKE '%pg_backend_pid()')
    """
  private static let terminateGate = "SELECT pg_terminate_backend(pid) FROM (\(gateProcess)) AS gate"

  @Test func aGateThatLosesItsConnectionFindsOutByItselfAndGoesOnWithAnother() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create(coupons: 1_000).id
    try await Self.standing(fixture.gate)
    let losses = fixture.gate.lossCount
    #expect(try fixture.database.value("SELECT count(*) FROM (\(Self.terminateGate)) AS ended") == "1")
    // Nobody is held, so nobody hears of it.
    #expect(try await eventually { fixture.gate.lossCount > losses && fixture.gate.releasesEarly })
    let count = try await withThrowingTaskGroup(of: IssueCoupon.Output.self) { group in
      for user in 1...100 { group.addTask { try await fixture.issue(id, user: "u\(user)") } }
      return try await group.reduce(0) { count, _ in count + 1 }
    }
    #expect(count == 100)
  }

  @Test func withoutAConnectionForTheGateReadersAndGroupsSeeToItThemselves() async throws {
    let fixture = try InfraFixture()
    let id = try await fixture.create(coupons: 100).id
    fixture.gate.stop()
    try await Self.standing(fixture.gate, false)
    let outputs = try await withThrowingTaskGroup(of: IssueCoupon.Output.self) { group in
      for user in 1...50 { group.addTask { try await fixture.issue(id, user: "u\(user)") } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outputs.count == 50)
    let before = try Self.logEnd(fixture.database)
    #expect(try fixture.lastMarker == "")
    #expect(try await fixture.get(id).coupons.count == 50)
    #expect(try fixture.lastMarker != "")
    #expect(try await fixture.issue(id, user: "u1").alreadyIssued)
    #expect(try fixture.database.value("SELECT pg_current_wal_flush_lsn() > '\(before)'::pg_lsn") == "t")
  }

  @Test func programsOfTheVersionBeforeTurnEarlyReleaseOff() async throws {
    let fixture = try InfraFixture()
    try await Self.standing(fixture.gate)
    let older = PostgresConfiguration(
      url: try DatabaseURL(fixture.database.url), applicationName: "campaign-server")
    let connection = try older.connect()
    try connection.run(script: "SET application_name = 'campaign-server'", within: .seconds(6))
    let other = PostgresDurabilityGate(
      fixture.postgres, configuration: .init(lookInterval: .milliseconds(20)),
      as: DatabaseSessions(logger: InfraFixture.silent).join(), logger: InfraFixture.silent)
    let gate = try #require(other)
    let looks = try DurabilityLook.others(on: prepared(fixture), within: .seconds(6))
    #expect(looks == 1)
    try connection.run(script: "SET application_name = 'somebody'", within: .seconds(6))
    try await Self.standing(gate)
    try connection.run(script: "SET application_name = 'campaign-scheduler'", within: .seconds(6))
    try await Self.standing(gate, false)
  }

  /// The gate's backend is stopped, so that its connection is dead without a word.
  @Test func aGateThatIsSilentReleasesNothingEarly() async throws {
    // Databases of a cluster are made and dropped only while all its backends are awake.
    try await PrivateCluster.with { cluster in
      let fixture = try InfraFixture(on: cluster.url)
      let id = try await fixture.create(coupons: 1_000).id
      try await Self.standing(fixture.gate)
      let process = try #require(try fixture.database.value(Self.gateProcess).flatMap { pid_t($0) })
      do {
        #expect(kill(process, SIGSTOP) == 0)
        defer { _ = kill(process, SIGCONT) }
        // Nothing is heard of it for longer than an answer is trusted.
        try await Self.standing(fixture.gate, false)
        let count = try await withThrowingTaskGroup(of: IssueCoupon.Output.self) { group in
          for user in 1...200 { group.addTask { try await fixture.issue(id, user: "u\(user)") } }
          return try await group.reduce(0) { count, _ in count + 1 }
        }
        #expect(count == 200)
      }
      try await Self.standing(fixture.gate)
      fixture.pool.stop()
    }
  }

  @Test func aLateMarkerThatIsCancelledOpensTheGateAgainOnceOneReturns() async throws {
    try await PrivateCluster.with { cluster in
      let fixture = try InfraFixture(on: cluster.url, markerTimeout: .milliseconds(200))
      let id = try await fixture.create().id
      try await Self.standing(fixture.gate)
      let operations = TestDatabase(at: cluster.url)
      // A standby that nobody is.
      try operations.query("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
      try operations.query("SELECT pg_reload_conf()")
      let get = GetCampaign(database: fixture.pool)
      // COMMITs wait from some moment behind the reload on.
      let isLate = try await eventually {
        try fixture.database.query(
          "BEGIN; SET LOCAL synchronous_commit = off; UPDATE campaigns SET stamp = gen_random_uuid(); COMMIT")
        let error = await failure { () throws(UseCaseError) in try await get.execute(.init(campaignID: id)) }
        return error == .notDurable && fixture.gate.isClosed
      }
      #expect(isLate)
      let cancelled = try operations.query(
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
      #expect(!cancelled.isEmpty)
      try operations.query("ALTER SYSTEM RESET synchronous_standby_names")
      try operations.query("SELECT pg_reload_conf()")
      #expect(try await eventually { !fixture.gate.isClosed })
      #expect(try await fixture.get(id).campaign.id == id)
      fixture.pool.stop()
    }
  }

  private func prepared(_ fixture: InfraFixture) throws -> PostgresConnection {
    let connection = try fixture.postgres.connect()
    try connection.prepare(DurabilityLook.statements, within: .seconds(6))
    return connection
  }
}
