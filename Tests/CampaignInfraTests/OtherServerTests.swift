import CampaignDomain
import Foundation
import Synchronization
import TestCluster
import TestDatabase
import Testing

@testable import CampaignApplication
@testable import CampaignInfra

/// Sessions that are connected to another server than the gate.
@Suite(.serialized, .timeLimit(.minutes(2))) struct OtherServerTests {
  /// A session of the fixture's gate at the standby, which has all that the primary has.
  private static func session(
    _ fixture: InfraFixture, at pair: ReplicatedCluster, promoting promotes: Bool
  ) async throws -> PostgresCampaignSession {
    #expect(try await eventually { fixture.gate.releasesEarly })
    let end = try fixture.database.value("SELECT pg_current_wal_lsn()") ?? ""
    let hasAll = try await eventually {
      try TestDatabase(at: pair.standby.url).value("SELECT pg_last_wal_replay_lsn() >= '\(end)'") == "t"
    }
    #expect(hasAll)
    if promotes {
      try await pair.goOnWithoutStandby()
      try await pair.promote()
    }
    var postgres = fixture.postgres
    var components = try #require(URLComponents(string: pair.standby.url))
    components.path = try #require(URLComponents(string: fixture.database.url)).path
    postgres.url = try DatabaseURL(try #require(components.string))
    postgres.access = .any
    return try PostgresCampaignSession(postgres, gate: fixture.gate)
  }

  /// The value as it is told at once; `nil`: it is given up.
  private static func told<Value: Sendable>(_ held: Held<Value>) throws -> Value? {
    let told = Mutex<Value??>(nil)
    held.open { value in told.withLock { $0 = value } }
    return try #require(told.withLock { $0 }, "it waits for a marker")
  }

  @Test func noMarkerOpensWhatWasReadAtAnotherServer() async throws {
    try await ReplicatedCluster.with { pair in
      let fixture = try InfraFixture(on: pair.primary.url)
      defer { fixture.pool.stop() }
      let id = try await fixture.create().id
      let session = try await Self.session(fixture, at: pair, promoting: true)
      let page = try #require(try session.page(of: id, after: 0, limit: 1))
      #expect(session.epoch == .elsewhere(isLeftBehind: false) && !session.mayReleaseEarly)
      #expect(try Self.told(page) == nil)
      // A row that the gate knows to be durable where it is itself.
      #expect(try await fixture.get(id).campaign.id == id)
    }
  }

  @Test func whatWasReadAtAStandbyIsToldAndLeavesTheGateWhereItIs() async throws {
    try await ReplicatedCluster.with { pair in
      let fixture = try InfraFixture(on: pair.primary.url)
      defer { fixture.pool.stop() }
      let id = try await fixture.create().id
      let session = try await Self.session(fixture, at: pair, promoting: false)
      let page = try #require(try session.page(of: id, after: 0, limit: 1))
      #expect(try Self.told(page)?.campaign.id == id)
      // No gate is ever there, and none need follow.
      #expect(session.epoch == .none)
    }
  }
}
