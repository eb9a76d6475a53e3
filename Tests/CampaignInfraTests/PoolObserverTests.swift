import CampaignApplication
import CampaignDomain
import CampaignInfra
import Synchronization
import TestDatabase
import Testing

/// The events that a pool reports to its observer.
@Suite struct PoolObserverTests {
  private final class Record: PoolObserver {
    private let events = Mutex<[String]>([])

    var all: [String] { events.withLock { $0 } }

    private func record(_ event: String) { events.withLock { $0.append(event) } }

    func workBegan(after wait: Duration) { record(wait >= .zero ? "began" : "began early") }
    func workEnded(after duration: Duration) { record(duration >= .zero ? "ended" : "ended early") }
    func workFailed(_ error: RepositoryError, after wait: Duration) { record("failed") }
    func connectionMade(within duration: Duration) { record("connected") }
    func connectionFailed(after duration: Duration) { record("not connected") }
    func connectionEnded(isLost: Bool) { record(isLost ? "lost" : "given back") }
  }

  @Test func eachWorkAndEachConnectionIsToldOf() async throws {
    let fixture = try InfraFixture()
    let record = Record()
    let pool = CampaignPool(
      .init(postgres: fixture.postgres, connectionCount: 1), name: "seen", observer: record, logger: InfraFixture.silent
    )
    let list = ListCampaigns(database: pool)
    _ = try await list.execute(.init())
    // The answer leaves before its work is over.
    #expect(try await eventually { record.all == ["connected", "began", "ended"] })
    _ = try await list.execute(.init())
    pool.close(within: .seconds(5))
    #expect(record.all == ["connected", "began", "ended", "began", "ended", "given back"])
  }

  @Test func workThatFindsNoDatabaseIsToldOf() async throws {
    let fixture = try InfraFixture()
    var postgres = fixture.postgres
    postgres.url = try DatabaseURL("postgresql://127.0.0.1:1/nowhere")
    let record = Record()
    let pool = CampaignPool(
      .init(postgres: postgres, connectionCount: 1), name: "away", observer: record, logger: InfraFixture.silent)
    defer { pool.close(within: .seconds(5)) }
    let list = ListCampaigns(database: pool)
    guard case .databaseUnavailable = await failure(of: { () throws(UseCaseError) in try await list.execute(.init()) })
    else {
      Issue.record("served")
      return
    }
    #expect(record.all.prefix(2) == ["not connected", "failed"])
  }
}
