import CampaignDomain
import TestDatabase
import Testing

@testable import CampaignInfra

@Suite struct PoolConnectionTests {
  @Test func connectionsThatNobodyNeedsAreGivenBackButForOne() async throws {
    let fixture = try InfraFixture()
    let count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'idle'"
    var postgres = fixture.postgres
    postgres.applicationName = "idle"
    let pool = CampaignPool(
      .init(postgres: postgres, connectionCount: 4, connectsAtOnce: true, idleTimeout: .milliseconds(300)),
      name: "idle", logger: InfraFixture.silent)
    defer { pool.close(within: .seconds(10)) }
    #expect(try await eventually { try fixture.database.value(count) == "1" })
    // Work for all of them at once has all of them connect again.
    let meeting = ThreadMeeting(of: 4)
    for _ in 0..<4 {
      pool.perform { session in
        _ = try? session.get().campaigns(before: nil, limit: 1)
        meeting.join()
      }
    }
    #expect(try await eventually { meeting.hasBegun })
    #expect(try await eventually { try fixture.database.value(count) == "1" })
  }
}
