import Foundation
import ProcessHarness
import TestDatabase
import Testing

@Suite(.timeLimit(.minutes(2))) struct MigrateCommandTests {
  @Test(arguments: ["up", "status"]) func anUnreachableDatabaseEndsWithSeventyEight(command: String) async throws {
    let port = try ReservedPort()
    defer { withExtendedLifetime(port) {} }
    let ending = try await Fixtures.campaignctl(
      [
        "migrate", command, "--wait-for-database", "0", "--database-url",
        "postgresql://nobody:secret@\(port.address)/campaigns",
      ])
    #expect(ending.status == 78)
    #expect(ending.output.isEmpty)
    #expect(ending.error.hasPrefix("UNAVAILABLE/DATABASE_UNAVAILABLE: "))
    #expect(!ending.error.contains("secret"))
    #expect(ending.error.filter(\.isNewline).count == 1)
  }

  @Test func aWrongURLIsWrongUsage() async throws {
    let ending = try await Fixtures.campaignctl(["migrate", "up"], environment: ["DATABASE_URL": "nonsense"])
    #expect(ending.status == 2)
    #expect(ending.error.contains("expected a URI such as postgresql://"))
  }

  @Test(arguments: [
    "postgres:/user:secret@host/db", "postgresql://user:se@cret@host/db", "postgresql://user:secret@[::1/db",
    "postgresql://user:secret@[::1]x/db", "postgresql://u:12?secret/@host/db", "postgresql://u:%zzsecret@host/db",
    "postgresql://host/db?password=secret=", "postgresql://host/db?secret", "postgresql://host/db?%3D%22secret=1",
    "postgresql://user:secret/@host/db", "host=localhost password=my secret", "host=localhost \"=\"secret\"=1",
    "host=localhost password='secret",
  ])
  func noErrorShowsAPassword(url: String) async throws {
    let ending = try await Fixtures.campaignctl(["migrate", "status", "--database-url", url, "--timeout", "2s"])
    #expect(ending.status == 2)
    #expect(ending.error.contains("can't be read: "))
    #expect(!ending.error.contains("cret"), "\(ending.error)")
  }

  @Test func whatPostgreSQLRefusesIsNotUnavailable() async throws {
    let database = try TestDatabase()
    let separator = database.url.contains("?") ? "&" : "?"
    let url = database.url + separator + "options=-cdefault_transaction_read_only%3Don"
    let ending = try await Fixtures.campaignctl(["migrate", "up", "--database-url", url])
    #expect(ending.status == 1)
    #expect(ending.error.hasPrefix("INTERNAL/DATABASE_ERROR: the database refuses (ERROR 25006: "))
  }

  @Test func anEmptyDatabaseIsBroughtUpToDateOnce() async throws {
    let database = try TestDatabase()
    let flags = ["--database-url", database.url]
    let before = try await Fixtures.campaignctl(["migrate", "status", "--output", "json"] + flags)
    #expect(before.output.hasPrefix("{\"migrations\":[{\"version\":1,\"name\":\"campaigns\",\"applied\":false}"))
    let first = try await Fixtures.campaignctl(["migrate", "up", "--timeout", "30s"] + flags)
    #expect(first.status == 0)
    #expect(first.output.contains("applied.\n  1  campaigns\n"))
    let second = try await Fixtures.campaignctl(["migrate", "up"] + flags)
    #expect(second == .init(status: 0, output: "The schema is up to date.\n", error: ""))
    let after = try await Fixtures.campaignctl(["migrate", "status"] + flags)
    #expect(after.status == 0)
    #expect(after.output.hasPrefix("Version  State    Name\n      1  applied  campaigns\n"))
    #expect(after.output.hasSuffix("The schema is up to date.\n"))
  }

  @Test func aSchemaFromElsewhereIsRefused() async throws {
    let database = try TestDatabase()
    let flags = ["--database-url", database.url]
    _ = try await Fixtures.campaignctl(["migrate", "up"] + flags)
    try database.query("UPDATE schema_migrations SET checksum = 'other'")
    for command in ["up", "status"] {
      let ending = try await Fixtures.campaignctl(["migrate", command] + flags)
      #expect(ending.status == 1)
      #expect(ending.error.hasPrefix("FAILED_PRECONDITION/UNKNOWN_SCHEMA: "))
    }
  }
}
