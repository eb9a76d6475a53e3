@testable import CampaignMigrations
import TestDatabase
import Testing

@testable import CampaignInfra

@Suite struct MigratorTests {
  @Test func manyProcessesAtOnceApplyEachMigrationOnce() async throws {
    let database = try TestDatabase()
    let configuration = try configuration(database)
    let applied = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try await onThread { try Migrator(configuration).up().count }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(applied == CampaignMigration.all.count)
    #expect(try Migrator(configuration).status().verdict == .current)
  }

  @Test func anEmptyDatabaseIsBehindAndLooksUntouched() throws {
    let database = try TestDatabase()
    let status = try Migrator(try configuration(database)).status()
    #expect(status.verdict == .behind && status.applied.isEmpty && status.pending == status.known)
    #expect(try database.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0")
  }

  @Test func aMigrationThatFailsChangesNothingAndKeepsThoseBeforeIt() throws {
    let database = try TestDatabase()
    let migrator = Migrator(
      configuration: try configuration(database),
      migrations: [
        CampaignMigration(version: 1, name: "good", script: Array("CREATE TABLE good (id int)".utf8)),
        CampaignMigration(version: 2, name: "bad", script: Array("CREATE TABLE bad (id int); SELECT 1 / 0".utf8)),
      ])
    #expect(throws: MigrationError.self) { try migrator.up() }
    #expect(
      try database.query("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        == [["good"], ["schema_migrations"]])
    #expect(try database.query("SELECT version FROM schema_migrations") == [["1"]])
  }

  @Test func aMigrationThatWasChangedAfterwardsIsRefused() throws {
    let database = try TestDatabase()
    _ = try Migrator(try configuration(database)).up()
    try database.query("UPDATE schema_migrations SET checksum = 'other'")
    let migrator = Migrator(try configuration(database))
    guard case .unknown(let reason) = try migrator.status().verdict else {
      Issue.record("the change was not seen")
      return
    }
    #expect(reason.contains("another file"))
    #expect(throws: MigrationError.unknownSchema(reason)) { try migrator.up() }
  }

  @Test func aSchemaFromTheFutureIsRefused() throws {
    let database = try TestDatabase()
    _ = try Migrator(try configuration(database)).up()
    try database.query("INSERT INTO schema_migrations (version, name, checksum) VALUES (9999, 'future', 'x')")
    guard case .unknown(let reason) = try Migrator(try configuration(database)).status().verdict else {
      Issue.record("the newer schema was not seen")
      return
    }
    #expect(reason.contains("9999 (future)"))
  }

  @Test func theStampRewritesNoRowAndEachNewOneHasItsOwn() throws {
    let database = try TestDatabase()
    let before = CampaignMigration.all.filter { $0.version < 2 }
    _ = try Migrator(configuration: try configuration(database), migrations: before).up()
    let creation = """
      INSERT INTO campaigns (name, total_coupons, remaining_coupons, start_time, per_user_limit, state, create_time,
        creation_fingerprint) SELECT 'row', 10, 10, now(), 1, 'SCHEDULED', now(), '' FROM generate_series(1, 3)
      """
    try database.query(creation)
    let file = "SELECT relfilenode FROM pg_class WHERE oid = 'campaigns'::regclass"
    let fileBefore = try database.value(file)
    _ = try Migrator(try configuration(database)).up()
    #expect(try database.value(file) == fileBefore)
    // Inserts a row as servers of the version before do.
    try database.query(creation)
    #expect(try database.value("SELECT count(DISTINCT stamp) FROM campaigns") == "4")
    let old = "00000000-0000-0000-0000-000000000000"
    #expect(try database.value("SELECT count(*) FROM campaigns WHERE stamp = '\(old)'") == "3")
  }

  @Test func aDatabaseOfAnotherEncodingIsRefused() throws {
    let database = try TestDatabase()
    let name = "latin_\(UInt32.random(in: 0...UInt32.max))"
    try database.query(
      "CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'")
    defer { _ = try? database.query("DROP DATABASE \(name) WITH (FORCE)") }
    let base = database.url.prefix(through: try #require(database.url.lastIndex(of: "/")))
    let configuration = PostgresConfiguration(url: try DatabaseURL(base + name), applicationName: "test")
    #expect(throws: MigrationError.wrongEncoding("LATIN1")) { try Migrator(configuration).up() }
  }

  @Test(arguments: ["http://host/db", "postgresql://[::1/db", "nonsense", "postgresql://h/db?no_such=1"])
  func aWrongURLIsRefusedBeforeAnythingIsTried(url: String) {
    #expect(throws: DatabaseURLError.self) { try DatabaseURL(url) }
  }

  private func configuration(_ database: TestDatabase) throws -> PostgresConfiguration {
    PostgresConfiguration(url: try DatabaseURL(database.url), applicationName: "test")
  }
}

/// Runs what blocks on a thread of its own.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    let isStarted = ConnectionThread.start(named: "test") { continuation.resume(with: Result { try body() }) }
    if !isStarted { continuation.resume(throwing: TestDatabaseError(reason: "no thread")) }
  }
}
