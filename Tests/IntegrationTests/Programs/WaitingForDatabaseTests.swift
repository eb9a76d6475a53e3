import Glibc
import ProcessHarness
import TestCluster
import TestDatabase
import Testing

/// A program that needs the database.
struct DatabaseProgram: Sendable, CustomTestStringConvertible {
  let name: String
  let arguments: [String]
  /// The exit status where the database can't be used.
  var failure: Int32 = 1

  static let all = [
    DatabaseProgram(name: "campaign-server", arguments: ["--listen", "127.0.0.1:0"]),
    DatabaseProgram(name: "campaign-scheduler", arguments: []),
    DatabaseProgram(name: "campaignctl", arguments: ["migrate", "up"], failure: 78),
    DatabaseProgram(name: "campaignctl", arguments: ["migrate", "status"], failure: 78),
    DatabaseProgram(name: "campaign-load", arguments: ["certify", "--address", "127.0.0.1:1"]),
  ]

  var testDescription: String { ([name] + arguments).joined(separator: " ") }
}

extension ProgramsInOperation {
  /// Programs that come up while PostgreSQL is not there yet.
  @Suite struct WaitingForDatabaseTests {
    private static let beginning = "waiting for the database, at most 30s: cannot connect: 127.0.0.1:"

    @Test func programsThatComeBeforePostgreSQLWorkOnceItIsThere() async throws {
      try await PrivateCluster.with { cluster in
        try await Stage.with(cluster: cluster.url) { stage in
          let environment = ["DATABASE_URL": stage.database.url]
          #expect(try await stage.run("campaignctl", ["migrate", "up"], environment: environment).status == 0)
          try await cluster.stop()
          let programs = try DatabaseProgram.all.map {
            try stage.start($0.name, $0.arguments, environment: environment)
          }
          for program in programs { await program.waitForError(Self.beginning) }
          try await cluster.start()
          #expect(await programs[0].errorLine(startingWith: "listening on 127.0.0.1:") != nil)
          #expect(await programs[1].errorLine(startingWith: "scheduler ready") != nil)
          for program in programs[2...3] { #expect(await program.ending().status == 0) }
          // campaign-load certify goes on, and finds no server.
          #expect(await programs[4].ending().error.contains("no campaign was created"))
          for program in programs {
            #expect(program.errorSoFar.occurrences(of: "waiting for the database, at most") == 1)
            #expect(program.errorSoFar.occurrences(of: "the database is there, after ") == 1)
          }
        }
      }
    }

    @Test func aDatabaseThatTakesNoConnectionsYetIsWaitedFor() async throws {
      try await PrivateCluster.with { cluster in
        try await cluster.becomeUnready()
        try await Stage.with { stage in
          let server = try stage.start(
            "campaign-server", ["--listen", "127.0.0.1:0", "--migrate"], environment: ["DATABASE_URL": cluster.url])
          await server.waitForError(Self.beginning)
          await server.waitForError(": 57P03: ")
          try await cluster.becomeReady()
          #expect(await server.errorLine(startingWith: "listening on") != nil)
        }
      }
    }

    @Test func aRoleWithoutAFreeConnectionIsWaitedFor() async throws {
      try await Stage.with { stage in
        let role = "full_\(UInt32.random(in: 0...UInt32.max))"
        let name = try #require(try stage.database.value("SELECT current_database()"))
        try stage.database.query(
          "CREATE ROLE \(role) LOGIN PASSWORD 'p' CONNECTION LIMIT 0; ALTER DATABASE \(name) OWNER TO \(role)")
        let url = stage.database.url.replacing(/\/\/[^@]*@/, with: "//\(role):p@")
        let server = try stage.start(
          "campaign-server", ["--listen", "127.0.0.1:0", "--migrate"], environment: ["DATABASE_URL": url])
        await server.waitForError(": 53300: ")
        try stage.database.query("ALTER ROLE \(role) CONNECTION LIMIT -1")
        #expect(await server.errorLine(startingWith: "listening on") != nil)
      }
    }

    @Test(arguments: DatabaseProgram.all) func whatNoWaitHealsEndsAtOnce(program: DatabaseProgram) async throws {
      try await Stage.with { stage in
        let wrong = [
          (stage.database.url.replacing(/:[^:@]*@/, with: ":secret@"), "28P01: "),
          (stage.database.url.replacing(/\/[^\/]*$/, with: "/none"), "3D000: "),
          (stage.database.url + "?sslmode=require", "SSL"),
        ]
        for (url, reason) in wrong {
          let ending = try await stage.run(
            program.name, program.arguments + ["--wait-for-database", "1h"], environment: ["DATABASE_URL": url])
          #expect(ending.status == program.failure, "\(ending)")
          #expect(ending.error.contains(reason) && !ending.error.contains("secret"), "\(ending)")
          #expect(!ending.error.contains("waiting for the database"), "\(ending)")
        }
      }
    }

    /// The one attempt without a wait has the two seconds of its host.
    @Test(arguments: [("3s", "?connect_timeout=60", 3), ("0", "", 2)])
    func theWaitEndsWithItsTimeWhateverAnAttemptMayTake(wait: String, parameters: String, limit: Int) async throws {
      try await MuteListener.with { mute in
        try await Stage.with { stage in
          let environment = ["DATABASE_URL": "postgresql://a:b@\(mute.address)/d\(parameters)"]
          let start = ContinuousClock.now
          let processes = try DatabaseProgram.all.map {
            try stage.start($0.name, $0.arguments + ["--wait-for-database", wait], environment: environment)
          }
          for (process, program) in zip(processes, DatabaseProgram.all) {
            let ending = await process.ending()
            #expect(ending.status == program.failure)
            #expect(ending.error.contains(mute.address), "\(ending)")
          }
          #expect(ContinuousClock.now - start < .seconds(2 * limit))
        }
      }
    }

    @Test(arguments: DatabaseProgram.all, [SIGTERM, SIGINT]) func aSignalEndsTheWaitWell(
      program: DatabaseProgram, signal: Int32
    ) async throws {
      let port = try ReservedPort()
      try await Stage.with { stage in
        let process = try stage.start(
          program.name, program.arguments, environment: ["DATABASE_URL": "postgresql://a:b@\(port.address)/d"])
        await process.waitForError(Self.beginning)
        process.send(signal)
        let ending = await process.ending()
        #expect(ending.status == 0, "\(ending)")
        #expect(ending.error.occurrences(of: "told to end before ") == 1, "\(ending)")
      }
      withExtendedLifetime(port) {}
    }

    @Test(arguments: DatabaseProgram.all) func aSignalEndsAnAttemptThatNobodyAnswers(
      program: DatabaseProgram
    ) async throws {
      try await MuteListener.with { mute in
        try await Stage.with { stage in
          let process = try stage.start(
            program.name, program.arguments + ["--wait-for-database", "10m"],
            environment: ["DATABASE_URL": "postgresql://a:b@\(mute.address)/d?connect_timeout=600"])
          #expect(try await eventually { mute.acceptedCount == 1 })
          process.send(SIGTERM)
          #expect(await process.ending().status == 0)
        }
      }
    }

    @Test(arguments: [
      ("campaign-server", ["--listen", "127.0.0.1:0", "--migrate"]), ("campaignctl", ["migrate", "up"]),
    ])
    func aSignalEndsTheWaitForTheMigrationsLock(program: String, arguments: [String]) async throws {
      try await Stage.with { stage in
        // The key that all versions of the programs share.
        let other = try stage.database.openTransaction("SELECT pg_advisory_xact_lock(x'73656f6e6368616b'::bigint)")
        let process = try stage.start(program, arguments, environment: ["DATABASE_URL": stage.database.url])
        await process.waitForError("waiting for another process that migrates the schema")
        process.send(SIGTERM)
        #expect(await process.ending().status == 0)
        try other.end()
        #expect(try stage.database.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0")
      }
    }

    @Test func aTableThatSomebodyHoldsIsWaitedForInTurns() async throws {
      try await Stage.with { stage in
        let environment = ["DATABASE_URL": stage.database.url]
        try stage.database.query(
          """
          CREATE TABLE schema_migrations (version int PRIMARY KEY, name text, checksum text, applied_time timestamptz)
          """)
        try stage.database.query("ALTER TABLE schema_migrations ALTER applied_time SET DEFAULT now()")
        let holder = try stage.database.openTransaction("LOCK TABLE schema_migrations IN ACCESS EXCLUSIVE MODE")
        let programs = try (0..<2).map { _ in
          try stage.start("campaignctl", ["migrate", "up"], environment: environment)
        }
        for program in programs { await program.waitForError("waiting for a table that somebody holds") }
        programs[0].send(SIGTERM)
        #expect(await programs[0].ending().status == 0)
        try holder.end()
        #expect(await programs[1].ending().status == 0)
        #expect(try stage.database.value("SELECT count(*) FROM campaigns") == "0")
      }
    }

    @Test func whatIsWaitedForIsSaidInTheConsolesLanguageAndForm() async throws {
      let port = try ReservedPort()
      for (flags, line) in [
        (["--language", "ko"], "데이터베이스를 최대 300ms 동안 기다립니다: cannot connect: \(port.address): "),
        (
          ["--output", "json"],
          "{\"message\":\"waiting for the database, at most 300ms: cannot connect: \(port.address): "
        ),
      ] {
        let ending = try await ProgramProcess.run(
          "campaignctl", ["migrate", "status", "--wait-for-database", "300ms"] + flags,
          environment: ["DATABASE_URL": "postgresql://a:b@\(port.address)/d"])
        #expect(ending.status == 78)
        #expect(ending.error.hasPrefix(line), "\(ending)")
      }
      withExtendedLifetime(port) {}
    }
  }
}

extension String {
  fileprivate func occurrences(of text: String) -> Int { ranges(of: text).count }
}
