import CampaignApplication
import CampaignDomain
import Logging
import TestDatabase

@testable import CampaignInfra

/// A migrated database of one test's own, with a pool on it, its gate and the use cases over them.
struct InfraFixture {
  let database: TestDatabase
  let postgres: PostgresConfiguration
  let pool: CampaignPool
  let gate: PostgresDurabilityGate
  let engine: IssueEngine

  private struct NoThread: Error {}

  /// `cluster`: the URL of another cluster than that of all tests.
  init(
    on cluster: String? = nil, connections: Int = 4, lockTimeout: Duration = .seconds(10),
    engine: IssueEngine.Configuration = .init(), releasesEarly: Bool = true, markerTimeout: Duration = .seconds(6),
    makeGenerator: @escaping @Sendable () -> any RandomNumberGenerator = { SystemRandomNumberGenerator() }
  ) throws {
    database = try cluster.map { try TestDatabase(on: $0) } ?? TestDatabase()
    postgres = PostgresConfiguration(
      url: try DatabaseURL(database.url), applicationName: "test", lockTimeout: lockTimeout)
    _ = try Migrator(postgres).up()
    let sessions = DatabaseSessions(logger: Self.silent)
    let gate = PostgresDurabilityGate(
      postgres,
      configuration: .init(
        releasesEarly: releasesEarly, markerTimeout: markerTimeout, lookInterval: .seconds(600)),
      as: sessions.join(), logger: Self.silent)
    guard let gate else { throw NoThread() }
    self.gate = gate
    pool = CampaignPool(
      .init(postgres: postgres, connectionCount: connections), name: "test", as: sessions.join(keepsOne: false),
      gate: gate, logger: Self.silent)
    self.engine = IssueEngine(
      database: pool, readingFrom: pool, configuration: engine, gate: gate, makeGenerator: makeGenerator)
  }

  static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  /// Another server on the same database.
  func anotherEngine() -> (CampaignPool, IssueEngine) {
    let pool = CampaignPool(.init(postgres: postgres, connectionCount: 2), name: "other", logger: Self.silent)
    return (pool, IssueEngine(database: pool, readingFrom: pool))
  }

  /// True while a connection to this database waits for a lock.
  var waitsForLock: Bool {
    get throws {
      try database.value(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") != "0"
    }
  }

  /// The time of the newest marker that a session of this database sent last; empty: the last thing that each sent is
  /// another.
  var lastMarker: String {
    get throws {
      try database.value(
        """
        SELECT coalesce(max(query_start)::text, '') FROM pg_stat_activity WHERE datname = current_database()
          AND query LIKE '%pg_logical_emit_message%' AND pid <> pg_backend_pid()
        """) ?? ""
    }
  }

  func create(
    coupons: Int64 = 10, start: Moment = .now, end: Moment? = nil, perUser: Int32 = 1, name: String = "시험",
    key: String = "", queueOnly: Bool = false, deliveryURL: String = ""
  ) async throws -> Campaign {
    try await CreateCampaign(database: pool).execute(
      .init(
        name: name, totalCoupons: coupons, start: start, end: end, perUserLimit: perUser, idempotencyKey: key,
        queueOnly: queueOnly, deliveryURL: deliveryURL)
    ).campaign
  }

  func issue(
    _ id: CampaignID, user: String = "", key: String = "", at engine: IssueEngine? = nil
  ) async throws(UseCaseError) -> IssueCoupon.Output {
    try await IssueCoupon(engine: engine ?? self.engine).execute(
      .init(campaignID: id, userID: user, idempotencyKey: key))
  }

  func get(_ id: CampaignID) async throws -> GetCampaign.Output {
    try await GetCampaign(database: pool).execute(.init(campaignID: id))
  }
}

extension CampaignPool {
  /// A pool that shares the database with nothing else.
  convenience init(
    _ configuration: PoolConfiguration, name: String, observer: (any PoolObserver)? = nil, logger: Logger
  ) {
    self.init(
      configuration, name: name,
      as: DatabaseSessions(logger: logger).join(keepsOne: configuration.connectsAtOnce), observer: observer,
      logger: logger)
  }
}

extension CampaignChangeListener {
  /// A listener that shares the database with nothing else.
  convenience init?(
    _ configuration: PostgresConfiguration, logger: Logger,
    onChange: @escaping @Sendable (CampaignID) -> Void = { _ in }
  ) {
    self.init(configuration, as: DatabaseSessions(logger: logger).join(), onChange: onChange)
  }
}

/// The error of an operation that has to fail.
func failure<Value>(
  of operation: () async throws(UseCaseError) -> Value
) async -> UseCaseError? {
  do throws(UseCaseError) {
    _ = try await operation()
    return nil
  } catch {
    return error
  }
}
