import Foundation
import Logging
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

/// The settings that a session has, whatever the cluster, the database or the role have.
@Suite struct SessionSettingsTests {
  @Test(
    arguments: [("off", "on"), ("local", "on"), ("remote_write", "on"), ("on", "on"), ("remote_apply", "remote_apply")])
  func anAcknowledgedCommitIsOnDisk(found: String, used: String) throws {
    let database = try TestDatabase()
    let name = try #require(try database.value("SELECT current_database()"))
    try database.query("ALTER DATABASE \(name) SET synchronous_commit = \(found)")
    let connection = try PostgresConfiguration(url: DatabaseURL(database.url), applicationName: "test").connect()
    #expect(connection.settings.synchronousCommit == found)
    let results = try connection.run(
      script: "SELECT setting, source FROM pg_settings WHERE name = 'synchronous_commit'", within: .seconds(10))
    let result = try #require(results.first)
    #expect(try result.text(0, 0) == used)
    // The session sets it for itself, so that no change from outside reaches it.
    #expect(try result.text(0, 1) == "session")
  }

  @Test func aSessionShowsItsProgramBeforeTheNameOfItsURL() throws {
    let database = try TestDatabase()
    let name = "SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()"
    for (parameters, shown) in [
      ("", SessionName.server), ("?application_name=billing", "\(SessionName.server) (billing)"),
      ("?application_name=it%27s", "\(SessionName.server) (it's)"),
      ("?options=-capplication_name%3Dbilling", "\(SessionName.server)"),
    ] {
      let url = try DatabaseURL(database.url + parameters)
      let connection = try PostgresConfiguration(url: url, applicationName: SessionName.server).connect()
      #expect(try connection.run(script: name, within: .seconds(10)).first?.text(0, 0) == shown)
    }
  }

  @Test func anyRoleLearnsToWhichServerItSpeaks() throws {
    let database = try TestDatabase()
    let role = "plain_\(UInt64.random(in: 0 ... .max))"
    try database.query("CREATE ROLE \(role) LOGIN PASSWORD 'x'")
    defer { _ = try? database.query("DROP ROLE \(role)") }
    var components = try #require(URLComponents(string: database.url))
    (components.user, components.password) = (role, "x")
    let identities = try [database.url, try #require(components.string)].map { url in
      try PostgresConfiguration(url: DatabaseURL(url), applicationName: "test").connect().identity
    }
    let identity = try #require(identities[0])
    #expect(identities[1] == identity)
    #expect(try identity.systemIdentifier == database.value("SELECT system_identifier FROM pg_control_system()"))
    #expect(identity.timeline?.count == 8 && identity.timeline?.hasPrefix("0000") == true)
  }

  @Test func aRiskIsToldOnceForAllSessionsThatShareALog() throws {
    let lines = Mutex<[String]>([])
    let log = SettingsLog(
      Logger(label: "test") { _ in RecordingLogHandler { line in lines.withLock { $0.append(line) } } })
    for _ in 0..<3 { log.note(SessionSettings(synchronousCommit: "off")) }
    log.note(SessionSettings(synchronousCommit: "remote_apply"))
    log.note(SessionSettings())
    for _ in 0..<2 { log.note(SessionSettings(flushesToDisk: false)) }
    let said = lines.withLock { $0 }
    #expect(said.count == 2)
    #expect(said.first?.contains("synchronous_commit is off") == true && said.first?.contains("use on") == true)
    #expect(said.last?.contains("fsync is off") == true)
  }
}

private struct RecordingLogHandler: LogHandler {
  let record: @Sendable (String) -> Void
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace

  init(_ record: @escaping @Sendable (String) -> Void) {
    self.record = record
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    record("\(event.message)")
  }
}
