import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// A program that can't start says why in one line, and what to do.
  @Suite struct StartUpTests {
    static let services = ["campaign-server", "campaign-scheduler"]

    @Test(arguments: services) func withoutADatabaseURLTheUsageIsWrong(program: String) async throws {
      for environment in [[:], ["DATABASE_URL": ""]] {
        let ending = try await ProgramProcess.run(program, [], environment: environment)
        #expect(ending.status == 2)
        #expect(ending.error.contains("give --database-url or set DATABASE_URL"))
      }
    }

    @Test(arguments: [
      ("campaign-server", ["127.0.0.1:7400", "10s", "30s"]), ("campaign-scheduler", ["30s"]),
    ]) func helpShowsTheDefaults(program: String, defaults: [String]) async throws {
      let ending = try await ProgramProcess.run(program, ["--help"])
      let help = ending.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(ending.status == 0 && defaults.allSatisfy { help.contains("(default: \($0))") }, "\(ending)")
    }

    @Test(
      arguments: services,
      [
        "nonsense", "mysql://root@127.0.0.1/x", "postgresql://127.0.0.1:port/x", "postgresql://127.0.0.1:70000/x",
        "postgresql://127.0.0.1/x?sslmode=sometimes", "postgresql://127.0.0.1/x?nonsense=1",
      ])
    func aURLThatCantBeReadIsWrongUsage(program: String, url: String) async throws {
      let ending = try await ProgramProcess.run(program, ["--database-url", url])
      #expect(ending.status == 2, "\(ending)")
      #expect(ending.error.contains("--database-url"))
    }

    @Test(arguments: [
      ["--listen", "nowhere"], ["--listen", "127.0.0.1:70000"], ["--max-request-bytes", "0"],
      ["--max-request-bytes", "many"], ["--lane-capacity", "0"], ["--group-size", "0"], ["--drain-timeout", "5"],
      ["--nonsense"], ["surplus"],
    ]) func aFlagThatCantBeReadIsWrongUsage(arguments: [String]) async throws {
      let ending = try await ProgramProcess.run(
        "campaign-server", arguments, environment: ["DATABASE_URL": "postgresql://127.0.0.1:1/x"])
      #expect(ending.status == 2, "\(ending)")
      #expect(ending.error.hasPrefix("Error: "))
    }

    @Test(arguments: services) func aDatabaseThatCantBeReachedIsSaid(program: String) async throws {
      let port = try ReservedPort()
      defer { withExtendedLifetime(port) {} }
      let ending = try await ProgramProcess.run(
        program, ["--wait-for-database", "0", "--database-url", "postgresql://nobody:secret@\(port.address)/x"])
      #expect(ending.status == 1)
      #expect(ending.error.contains("the database can't be used: cannot connect: "))
      #expect(ending.error.contains("127.0.0.1"))
      #expect(!ending.error.contains("secret"))
      #expect(ending.output.isEmpty)
    }

    @Test func aURLMayNameSeveralHosts() async throws {
      let port = try ReservedPort()
      try await Stage.with { stage in
        let url = stage.database.url.replacing("@", with: "@\(port.address),")
        let server = try await stage.server(databaseURL: "\(url)?target_session_attrs=read-write")
        #expect(try await stage.client(of: server).create().state == .open)
      }
      withExtendedLifetime(port) {}
    }

    @Test func theEnvironmentFillsFlags() async throws {
      try await Stage.with { stage in
        let process = try stage.start(
          "campaign-server", [],
          environment: [
            "DATABASE_URL": stage.database.url, "CAMPAIGN_LISTEN": "127.0.0.1:0", "CAMPAIGN_MIGRATE": "true",
          ])
        #expect(await process.errorLine(startingWith: "listening on 127.0.0.1:") != nil)
      }
    }

    @Test func aPortThatIsTakenIsSaid() async throws {
      try await Stage.with { stage in
        let first = try await stage.server()
        let ending = try await stage.run(
          "campaign-server", ["--listen", "\(first.address)"], environment: ["DATABASE_URL": stage.database.url])
        #expect(ending.status == 1)
        #expect(ending.error.contains("can't listen on \(first.address): another program does"))
        #expect(try await stage.client(of: first).call(HealthCheckRequest()).status == .serving)
      }
    }

    @Test(arguments: services) func anEmptyDatabaseIsRefusedAndSaidHowToMigrate(program: String) async throws {
      try await Stage.with { stage in
        let ending = try await stage.run(program, [], environment: ["DATABASE_URL": stage.database.url])
        #expect(ending.status == 1)
        #expect(ending.error.contains("campaignctl migrate up") && ending.error.contains("--migrate"))
        #expect(try stage.database.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").isEmpty)
      }
    }

    @Test(
      arguments: services,
      [
        "INSERT INTO schema_migrations VALUES (9999, 'future', 'x')", "UPDATE schema_migrations SET checksum = 'other'",
      ])
    func aSchemaThatIsNotKnownIsRefused(program: String, change: String) async throws {
      try await Stage.with { stage in
        let environment = ["DATABASE_URL": stage.database.url]
        #expect(try await stage.run("campaignctl", ["migrate", "up"], environment: environment).status == 0)
        try stage.database.query(change)
        let migrating = program == "campaign-server" ? [[], ["--migrate"]] : [[]]
        for arguments in migrating {
          let ending = try await stage.run(program, arguments, environment: environment)
          #expect(ending.status == 1)
          #expect(ending.error.contains("migration"), "\(ending)")
        }
        #expect(try await stage.run("campaignctl", ["migrate", "up"], environment: environment).status == 1)
      }
    }

    @Test func fourServersThatMigrateAtOnceAllServe() async throws {
      try await Stage.with { stage in
        let servers = try await withThrowingTaskGroup(of: RunningServer.self) { group in
          for _ in 0..<4 { group.addTask { try await stage.server() } }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        let id = try await stage.client(of: servers[0]).create().id
        for (index, server) in servers.enumerated() {
          #expect(
            try await stage.client(of: server).issue(id, user: "user-\(index)").coupon?.sequence == Int64(index + 1))
        }
        #expect(try stage.database.value("SELECT count(DISTINCT version) = count(*) FROM schema_migrations") == "t")
      }
    }

    @Test(arguments: services + ["campaignctl", "campaign-load"])
    func everyProgramSaysWhatItIs(program: String) async throws {
      for flag in ["--help", "--version"] {
        let ending = try await ProgramProcess.run(program, [flag])
        #expect(ending.status == 0)
        #expect(!ending.output.isEmpty)
        #expect(ending.error.isEmpty)
      }
    }
  }
}
