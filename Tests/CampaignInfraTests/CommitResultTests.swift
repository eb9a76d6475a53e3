import CLibPQ
import TestDatabase
import Testing

@testable import CampaignInfra

/// A COMMIT that was answered, and what comes behind it in the same breath.
@Suite struct CommitResultTests {
  private static let save = PostgresStatement("save", "INSERT INTO saved VALUES (1)")
  private static let sleep = PostgresStatement("sleep", "SELECT pg_sleep(60)")
  private static let fail = PostgresStatement("fail", "SELECT 1 / count(*) FROM saved WHERE false")

  /// A connection that was sent BEGIN, a change, COMMIT and `last`.
  private func connection(to database: TestDatabase, last: PostgresStatement) throws -> PostgresConnection {
    var configuration = PostgresConfiguration(url: try DatabaseURL(database.url), applicationName: "test")
    configuration.statementTimeout = .zero
    let connection = try configuration.connect()
    let statements = [CampaignStatements.begin, Self.save, CampaignStatements.commit, last]
    try connection.prepare(statements, within: .seconds(10))
    try connection.send(statements.map { PostgresCommand($0) })
    return connection
  }

  @Test func aStatementThatFailsBehindACommitDoesNotUndoIt() async throws {
    let database = try TestDatabase()
    try database.query("CREATE TABLE saved (number integer)")
    let failing = try connection(to: database, last: Self.fail)
    #expect(try failing.results(within: .seconds(10), commitIndex: 2).count == 3)
    #expect(!failing.isLost)
    let cancelled = try connection(to: database, last: Self.sleep)
    #expect(try await eventually { try !database.query("SELECT pg_cancel_backend(pid) \(Self.sleeping)").isEmpty })
    #expect(try cancelled.results(within: .seconds(10), commitIndex: 2).count == 3)
    #expect(try database.value("SELECT count(*) FROM saved") == "2")
    let reading = try connection(to: database, last: Self.fail)
    #expect(throws: PostgresError.self) { try reading.results(within: .seconds(10)) }
  }

  @Test func aConnectionThatEndsBehindACommitDoesNotUndoIt() async throws {
    let database = try TestDatabase()
    try database.query("CREATE TABLE saved (number integer)")
    let ended = try connection(to: database, last: Self.sleep)
    #expect(try await eventually { try !database.query("SELECT pg_terminate_backend(pid) \(Self.sleeping)").isEmpty })
    #expect(try ended.results(within: .seconds(10), commitIndex: 2).count == 3)
    #expect(ended.isLost)
    #expect(try database.value("SELECT count(*) FROM saved") == "1")
  }

  @Test func aStatementWhoseAnswerIsNotAwaitedAnyMoreIsCancelled() async throws {
    let database = try TestDatabase()
    try database.query("CREATE TABLE saved (number integer)")
    let dropped = try connection(to: database, last: Self.sleep)
    #expect(throws: PostgresError.connectionLost("the server did not answer within 1 s")) {
      try dropped.results(within: .seconds(1), commitIndex: 2)
    }
    #expect(try await eventually { try database.value("SELECT count(*) \(Self.sleeping)") == "0" })
  }

  private static let sleeping =
    "FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
}
