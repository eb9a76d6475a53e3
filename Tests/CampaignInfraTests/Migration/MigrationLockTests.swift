@testable import CampaignMigrations
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

/// Migrations beside those who hold what they need.
@Suite(.timeLimit(.minutes(1))) struct MigrationLockTests {
  private static let first = CampaignMigration(version: 1, name: "first", script: Array("CREATE TABLE t (id int)".utf8))
  private static let second = CampaignMigration(
    version: 2, name: "second", script: Array("ALTER TABLE t ADD COLUMN c int".utf8))
  private static let lock = "pg_advisory_xact_lock(x'73656f6e6368616b'::bigint)"

  private let database: TestDatabase
  private let configuration: PostgresConfiguration

  init() throws {
    database = try TestDatabase()
    configuration = PostgresConfiguration(url: try DatabaseURL(database.url), applicationName: "test")
  }

  private func migrator(
    _ migrations: [CampaignMigration] = [first, second], limits: MigrationLimits = .ofTests,
    interruption: Interruption? = nil, waits: Waits = Waits()
  ) -> Migrator {
    Migrator(configuration: configuration, migrations: migrations, limits: limits, interruption: interruption) {
      waits.append($0)
    }
  }

  /// A dump reads a table for long and hinders nobody who reads or writes; an ALTER that waits for it would.
  @Test func anAlterBehindADumpStopsNobodyForLongAndIsDoneOnceItHasGone() async throws {
    _ = try migrator([Self.first]).up()
    let dump = try database.openTransaction("LOCK TABLE t IN ACCESS SHARE MODE")
    let waits = Waits()
    let limits = MigrationLimits(lockTimeout: .milliseconds(200), pause: .milliseconds(50), total: .seconds(50))
    let migrator = migrator(limits: limits, waits: waits)
    async let applied = onThread { try migrator.up() }
    #expect(
      try await eventually { waits.list.map(\.description).first?.hasPrefix("migration 2 (second) waits") == true })
    // Writers get their turns now, although the dump goes on.
    for id in 0..<5 { try database.query("SET lock_timeout = '5s'; INSERT INTO t (id) VALUES (\(id))") }
    #expect(try database.value("SELECT count(*) FROM information_schema.columns WHERE table_name = 't'") == "1")
    try dump.end()
    #expect(try await applied.map(\.name) == ["second"])
    #expect(waits.list.count == 1)
    #expect(try database.value("SELECT count(*) FROM t WHERE c IS NULL") == "5")
  }

  @Test func whatIsNeverFreeEndsInALineThatSaysWhatToDo() throws {
    _ = try migrator([Self.first]).up()
    let dump = try database.openTransaction("LOCK TABLE t IN ACCESS SHARE MODE")
    let limits = MigrationLimits(lockTimeout: .milliseconds(20), pause: .milliseconds(20), total: .milliseconds(200))
    let error = #expect(throws: MigrationError.self) { try migrator(limits: limits).up() }
    #expect(error?.description.contains("migration 2 (second) got no lock") == true)
    try dump.end()
    #expect(try migrator().status().pending.map(\.version) == [2])
  }

  @Test func anotherProcessThatMigratesIsWaitedForUntilTheTimeIsOver() async throws {
    let other = try database.openTransaction("SELECT \(Self.lock)")
    let waits = Waits()
    let brief = migrator(limits: .init(turnInterval: .milliseconds(5), total: .milliseconds(50)))
    let error = #expect(throws: MigrationError.self) { try brief.up() }
    #expect(error?.description.contains("another process has been migrating") == true)
    let patient = migrator(waits: waits)
    async let applied = onThread { try patient.up() }
    #expect(try await eventually { waits.list == [.anotherProcess] })
    try other.end()
    #expect(try await applied.count == 2)
  }

  @Test(arguments: ["lock", "table", "statement"]) func anInterruptionEndsEachWaitAndUndoes(what: String) async throws {
    _ = try migrator([Self.first]).up()
    let holder =
      switch what {
      case "lock": try database.openTransaction("SELECT \(Self.lock)")
      case "table": try database.openTransaction("LOCK TABLE t IN ACCESS SHARE MODE")
      default: try database.openTransaction("SELECT 1")
      }
    let slow = CampaignMigration(
      version: 2, name: "second", script: Array("ALTER TABLE t ADD COLUMN c int; SELECT pg_sleep(50)".utf8))
    let (interruption, waits) = (Interruption(), Waits())
    let migrator = migrator(
      [Self.first, what == "statement" ? slow : Self.second], limits: .init(lockTimeout: .seconds(20)),
      interruption: interruption, waits: waits)
    async let outcome = onThread { () -> MigrationError? in
      do throws(MigrationError) { _ = try migrator.up() } catch { return error }
      return nil
    }
    let isWaiting = """
      SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'test'
      AND (wait_event = 'PgSleep' OR wait_event_type = 'Lock')
      """
    #expect(try await eventually { try what == "lock" ? !waits.list.isEmpty : database.value(isWaiting) == "1" })
    interruption.interrupt()
    #expect(try await outcome == .interrupted)
    // The statement under way is ended, so that it holds nothing any more.
    let ours = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'test'"
    #expect(try await eventually { try database.value(ours) == "0" })
    try holder.end()
    #expect(try database.value("SELECT count(*) FROM information_schema.columns WHERE table_name = 't'") == "1")
  }

  @Test(arguments: [
    "version varchar PRIMARY KEY", "version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL",
    "version text, name text, checksum text, applied_time timestamptz", "",
  ]) func theTableOfAnotherToolIsLeftAlone(columns: String) throws {
    try database.query("CREATE TABLE schema_migrations (\(columns))")
    let migrator = Migrator(configuration)
    #expect(throws: MigrationError.foreignTable) { try migrator.status() }
    #expect(throws: MigrationError.foreignTable) { try migrator.up() }
    #expect(
      "\(MigrationError.foreignTable)".contains(
        "this table belongs to another tool: use a schema of your own by options=-csearch_path"))
    #expect(try database.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "1")
  }

  @Test func aSchemaOfOurOwnBesideAnotherToolsWorks() throws {
    try database.query("CREATE TABLE schema_migrations (version varchar); CREATE SCHEMA coupons")
    let migrator = Migrator(
      PostgresConfiguration(
        url: try DatabaseURL(database.url + "?options=-csearch_path%3Dcoupons"), applicationName: "test"))
    #expect(try migrator.up().count == CampaignMigration.all.count)
    #expect(try migrator.status().verdict == .current)
    #expect(try database.value("SELECT count(*) FROM coupons.schema_migrations") == "\(CampaignMigration.all.count)")
  }
}

extension MigrationLimits {
  /// Short attempts: tests hold what they need for moments only.
  fileprivate static let ofTests = MigrationLimits(
    lockTimeout: .milliseconds(200), pause: .milliseconds(20), turnInterval: .milliseconds(5), total: .seconds(50))
}

/// The waits that a migrator told of.
private final class Waits: Sendable {
  private let waits = Mutex<[MigrationWait]>([])

  var list: [MigrationWait] { waits.withLock { $0 } }

  func append(_ wait: MigrationWait) { waits.withLock { $0.append(wait) } }
}
