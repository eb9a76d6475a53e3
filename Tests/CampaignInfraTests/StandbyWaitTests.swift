import CLibPQ
import CampaignDomain
import Foundation
import TestCluster
import TestDatabase
import Testing

@testable import CampaignApplication
@testable import CampaignInfra

/// COMMITs whose synchronous standby doesn't answer.
@Suite(.serialized, .timeLimit(.minutes(2))) struct StandbyWaitTests {
  /// Has `operation` wait for a standby that stands still, cancels the wait, and returns the error.
  private static func failureOfCancelled<Value: Sendable>(
    in pair: ReplicatedCluster, of operation: @escaping @Sendable () async throws(UseCaseError) -> Value
  ) async throws -> UseCaseError? {
    try await pair.whileStandbyIsFrozen {
      async let error = failure(of: operation)
      try await pair.cancelWaits()
      return await error
    }
  }

  @Test(arguments: ["warning", "error"]) func aWaitThatIsCancelledLeavesTheOutcomeUnknown(level: String) async throws {
    try await ReplicatedCluster.with { pair in
      // The session asks for all that the role hides.
      try TestDatabase(at: pair.primary.url).query("ALTER ROLE seonchak SET client_min_messages = \(level)")
      let fixture = try InfraFixture(on: pair.primary.url)
      defer { fixture.pool.stop() }
      let campaign = try await fixture.create()
      let id = campaign.id
      #expect(
        try await Self.failureOfCancelled(in: pair) { () throws(UseCaseError) in try await fixture.issue(id, user: "a")
        }
          == .outcomeUnknown)
      let repeated = try await fixture.issue(id, user: "a")
      #expect(repeated.alreadyIssued && repeated.coupon.sequence == 1)
      #expect(try await fixture.issue(id, user: "b").coupon.sequence == 2, "the lane goes on")
      let creation = try await Self.failureOfCancelled(in: pair) { () throws(UseCaseError) in
        try await CreateCampaign(database: fixture.pool).execute(
          .init(name: "n", totalCoupons: 1, start: .now, end: nil, perUserLimit: 1, idempotencyKey: "k"))
      }
      #expect(creation == .outcomeUnknown)
      #expect(try fixture.database.value("SELECT count(*) FROM campaigns WHERE idempotency_key = 'k'") == "1")
      let pause = ChangeCampaignState(.pause, database: fixture.pool)
      #expect(
        try await Self.failureOfCancelled(in: pair) { () throws(UseCaseError) in
          try await pause.execute(.init(campaignID: id, actor: "t"))
        } == .outcomeUnknown)
      #expect(try await fixture.get(id).campaign.state == .paused)
      let join = JoinQueue(engine: JoinEngine(database: fixture.pool))
      #expect(
        try await Self.failureOfCancelled(in: pair) { () throws(UseCaseError) in
          try await join.execute(.init(campaignID: id, userID: "c"))
        } == .outcomeUnknown)
    }
  }

  @Test func aGateThatIsStoppedAmidAWaitLeavesAtOnceAndLeavesNoBackendBehind() async throws {
    try await ReplicatedCluster.with { pair in
      let fixture = try InfraFixture(on: pair.primary.url)
      defer { fixture.pool.stop() }
      let id = try await fixture.create().id
      #expect(try await eventually { fixture.gate.releasesEarly })
      try await pair.whileStandbyIsFrozen {
        try fixture.database.query(
          "BEGIN; SET LOCAL synchronous_commit = off; UPDATE campaigns SET stamp = gen_random_uuid(); COMMIT")
        let get = GetCampaign(database: fixture.pool)
        async let error = failure { () throws(UseCaseError) in try await get.execute(.init(campaignID: id)) }
        #expect(try await eventually { try pair.waitingBackends() == 1 })
        #expect(fixture.gate.close(within: .seconds(5)))
        // It is read once more, behind a marker of the reading session, which gives up in its own time.
        #expect(await error == .notDurable)
        #expect(try await eventually { try pair.waitingBackends() == 0 })
      }
    }
  }

  @Test func aCancelledWaitWithALockBehindItIsOfItsOwnCommitAlone() async throws {
    try await ReplicatedCluster.with { pair in
      let fixture = try InfraFixture(on: pair.primary.url)
      defer { fixture.pool.stop() }
      let id = try await fixture.create().id
      let session = try PostgresCampaignSession(fixture.postgres)
      let locked = try #require(try session.lock(IssueQuery(id)))
      try await pair.whileStandbyIsFrozen {
        try session.sendCommit(Self.change(locked, to: "a"), andLock: IssueQuery(id), releasing: .whenDurable)
        try await pair.cancelWaits()
        // libpq hands over the warning before anybody asks for the results.
        let isAnswered = try await eventually {
          PQconsumeInput(session.connection.pointer) == 1 && session.isAnswered
        }
        #expect(isAnswered)
        #expect(throws: RepositoryError.outcomeUnknown) { try session.receiveCommit() }
      }
      #expect(!session.isOver)
      let again = try #require(try session.lock(IssueQuery(id)))
      #expect(again.campaign.lastSequence == 1)
      try session.commit(Self.change(again, to: "b"))
      // Nothing is lost with what changed nothing.
      try await pair.whileStandbyIsFrozen {
        let page = try session.page(of: id, after: 0, limit: 10)
        #expect(page?.beforeDurable.coupons.count == 2)
      }
    }
  }

  private static func change(_ locked: IssueBasis, to user: String) throws -> CampaignChange {
    var numbers = SystemRandomNumberGenerator()
    var issuance = Issuance(of: locked.campaign, at: locked.now, holdings: locked.holdings)
    _ = issuance.decide(IssueRequest(user: UserID(alreadyChecked: user), key: nil), using: &numbers)
    return try #require(issuance.change)
  }

  @Test func aMigrationWhoseWaitIsCancelledIsNotSaidToBeApplied() async throws {
    try await ReplicatedCluster.with { pair in
      let database = try TestDatabase(on: pair.primary.url)
      let migrator = Migrator(
        PostgresConfiguration(url: try DatabaseURL(database.url), applicationName: "test"))
      try await pair.whileStandbyIsFrozen {
        let result = Task.detached { Result { () throws(MigrationError) in try migrator.up() } }
        try await pair.cancelWaits()
        #expect(await result.value == .failure(.database(.notReplicated)))
      }
    }
  }

  @Test func waitsThatAreDroppedLeaveNoBackendBehind() async throws {
    try await ReplicatedCluster.with { pair in
      let fixture = try InfraFixture(on: pair.primary.url)
      defer { fixture.pool.stop() }
      var ids: [CampaignID] = []
      for _ in 0..<3 { ids.append(try await fixture.create().id) }
      var postgres = fixture.postgres
      postgres.responseTimeout = .milliseconds(500)
      postgres.applicationName = "dropping"
      let pool = CampaignPool(
        .init(postgres: postgres, connectionCount: 1), name: "dropping", logger: InfraFixture.silent)
      defer { pool.stop() }
      let engine = IssueEngine(database: pool, readingFrom: pool)
      try await pair.whileStandbyIsFrozen {
        for id in ids {
          let failure = await failure { () throws(UseCaseError) in try await fixture.issue(id, user: "a", at: engine) }
          #expect(failure == .outcomeUnknown)
          let isGivenUp = try await eventually { try pair.waitingBackends() == 0 }
          #expect(isGivenUp)
        }
        let count = "SELECT count(*) <= 1 FROM pg_stat_activity WHERE application_name = 'dropping'"
        let isOne = try await eventually { try fixture.database.value(count) == "t" }
        #expect(isOne)
      }
    }
  }

  @Test func aStandbyThatIsPromotedIsAnotherServer() async throws {
    try await ReplicatedCluster.with { pair in
      let fixture = try InfraFixture(on: pair.primary.url)
      defer { fixture.pool.stop() }
      let id = try await fixture.create().id
      let primary = try #require(try PostgresCampaignSession(fixture.postgres).connection.identity)
      var postgres = fixture.postgres
      var components = try #require(URLComponents(string: pair.standby.url))
      components.path = try #require(URLComponents(string: fixture.database.url)).path
      postgres.url = try DatabaseURL(try #require(components.string))
      postgres.access = .any
      #expect(
        try await eventually {
          try TestDatabase(at: pair.standby.url).value(
            "SELECT pg_last_wal_replay_lsn() >= '\(fixture.database.value("SELECT pg_current_wal_lsn()") ?? "")'")
            == "t"
        })
      let (reading, probed) = (try PostgresCampaignSession(postgres), try PostgresCampaignSession(postgres))
      let standby = try #require(reading.connection.identity)
      #expect(standby.timeline == nil && reading.connection.settings.isInRecovery)
      #expect(standby.systemIdentifier == primary.systemIdentifier && standby.startTime != primary.startTime)
      #expect(try reading.page(of: id, after: 0, limit: 1)?.beforeDurable.campaign.id == id)
      try await pair.killPrimary()
      try await pair.promote()
      #expect(throws: RepositoryError.self) { try reading.page(of: id, after: 0, limit: 1) }
      #expect(reading.isOver)
      #expect(throws: PostgresError.self) { try probed.connection.probe() }
      let promoted = try #require(try PostgresCampaignSession(postgres).connection.identity)
      #expect(primary.timeline == "00000001" && promoted.timeline == "00000002")
      #expect(promoted.startTime == standby.startTime)
    }
  }
}
