import Foundation
import ProcessHarness
import RPCClient
import RPCCodec
import TestCluster
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// Settings of the database, its cluster or its URL that are not as the programs want them.
  @Suite struct DatabaseSettingsTests {
    @Test func aCommitThatWouldNotReachTheDiskIsMadeToAndSaidOnce() async throws {
      try await Stage.with { stage in
        let name = try #require(try stage.database.value("SELECT current_database()"))
        try stage.database.query("ALTER DATABASE \(name) SET synchronous_commit = off")
        let server = try await stage.server()
        let scheduler = try await stage.scheduler()
        let client = stage.client(of: server)
        let id = try await client.create().id
        #expect(try await client.issue(id, user: "minji").coupon?.sequence == 1)
        for process in [server.process, scheduler] {
          #expect(process.errorSoFar.ranges(of: "synchronous_commit is off").count == 1)
        }
      }
    }

    @Test func aClusterThatDoesNotFlushIsWarnedOf() async throws {
      try await PrivateCluster.with { cluster in
        try await Stage.with(cluster: cluster.url) { stage in
          try stage.database.query("ALTER SYSTEM SET fsync = off")
          try await cluster.restart([])
          let server = try await stage.server()
          let scheduler = try await stage.scheduler()
          for process in [server.process, scheduler] {
            #expect(process.errorSoFar.ranges(of: "fsync is off").count == 1)
          }
        }
      }
    }

    @Test func aDatabaseThatIsReadOnlyNowIsServedAndSaid() async throws {
      try await Stage.with { stage in
        let environment = ["DATABASE_URL": stage.database.url]
        #expect(try await stage.run("campaignctl", ["migrate", "up"], environment: environment).status == 0)
        let name = try #require(try stage.database.value("SELECT current_database()"))
        try stage.database.query("ALTER DATABASE \(name) SET default_transaction_read_only = on")
        for url in [stage.database.url, "\(stage.database.url)?target_session_attrs=read-write"] {
          let server = try await stage.server(databaseURL: url)
          await server.process.waitForError("database outage begins")
          #expect(server.process.errorSoFar.lines(saying: "database outage begins").count == 1)
          #expect(try await stage.client(of: server).call(HealthCheckRequest()).status == .serving)
        }
      }
    }

    @Test func theTableOfAnotherToolIsLeftAloneAndASchemaBesideItWorks() async throws {
      try await Stage.with { stage in
        try stage.database.query(
          "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL); CREATE SCHEMA coupons")
        let sentence = "this table belongs to another tool: use a schema of your own by options=-csearch_path"
        for (program, arguments) in [
          ("campaign-server", []), ("campaign-server", ["--migrate"]), ("campaign-scheduler", []),
          ("campaignctl", ["migrate", "up"]), ("campaignctl", ["migrate", "status"]),
        ] {
          let ending = try await stage.run(program, arguments, environment: ["DATABASE_URL": stage.database.url])
          #expect(ending.status == 1 && ending.error.contains(sentence), "\(ending)")
        }
        #expect(try stage.database.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "1")
        let own = "\(stage.database.url)?options=-csearch_path%3Dcoupons"
        let client = stage.client(of: try await stage.server(databaseURL: own))
        #expect(try await client.issue(try await client.create().id, user: "minji").coupon?.sequence == 1)
      }
    }

    @Test func aURLWithALineEndIsTaken() async throws {
      try await Stage.with { stage in
        let ending = try await stage.run(
          "campaignctl", ["migrate", "up"], environment: ["DATABASE_URL": "\n \(stage.database.url)\r\n"])
        #expect(ending.status == 0, "\(ending)")
        let none = try await stage.run("campaignctl", ["migrate", "up"], environment: ["DATABASE_URL": " \n"])
        #expect(none.status == 2 && none.error.contains("no database"), "\(none)")
      }
    }

    @Test(arguments: DatabaseProgram.all) func aURLOfAnotherSchemeIsToldWhichItIs(program: DatabaseProgram) async throws
    {
      let ending = try await ProgramProcess.run(
        program.name, program.arguments, environment: ["DATABASE_URL": "mysql://root:secret@127.0.0.1/x"])
      #expect(ending.status == 2)
      #expect(ending.error.contains("its scheme is mysql, and has to be postgresql or postgres"), "\(ending)")
      #expect(!ending.error.contains("secret"))
    }

    @Test func aServiceFileNamesHostsAsAURLDoes() async throws {
      try await Stage.with { stage in
        let components = try #require(URLComponents(string: stage.database.url))
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("services-\(UUID())")
        defer { try? FileManager.default.removeItem(at: file) }
        try """
        [coupons]
        host=127.0.0.1,127.0.0.1
        port=1,\(components.port ?? 0)
        user=\(components.user ?? "")
        password=\(components.password ?? "")
        dbname=\(components.path.dropFirst())
        """.write(to: file, atomically: true, encoding: .utf8)
        for (url, environment) in [
          ("postgresql://?service=coupons", ["PGSERVICEFILE": file.path]),
          ("postgresql://", ["PGSERVICEFILE": file.path, "PGSERVICE": "coupons"]),
        ] {
          let ending = try await stage.run(
            "campaignctl", ["migrate", "up", "--database-url", url], environment: environment)
          #expect(ending.status == 0, "\(ending)")
        }
        let unknown = try await stage.run(
          "campaignctl", ["migrate", "up", "--database-url", "postgresql://?service=nothing"],
          environment: ["PGSERVICEFILE": file.path])
        #expect(unknown.status == 78 && unknown.error.contains("nothing"), "\(unknown)")
      }
    }

    @Test func ofSeveralHostsTheOneThatTakesWritesIsWrittenTo() async throws {
      try await PrivateCluster.with { standby in
        try await PrivateCluster.with { primary in
          let passwords = FileManager.default.temporaryDirectory.appendingPathComponent("passwords-\(UUID())")
          defer { try? FileManager.default.removeItem(at: passwords) }
          let hosts = try [standby.url, primary.url].map { url in
            try #require(URLComponents(string: url))
          }
          try hosts.map { "127.0.0.1:\($0.port ?? 0):*:\($0.user ?? ""):\($0.password ?? "")\n" }.joined()
            .write(to: passwords, atomically: true, encoding: .utf8)
          try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: passwords.path)
          // This cluster is reachable and read-only, as a standby is.
          try await Stage.with(cluster: standby.url) { stage in
            try stage.database.query("ALTER SYSTEM SET default_transaction_read_only = on")
            try stage.database.query("SELECT pg_reload_conf()")
          }
          let addresses = hosts.map { "127.0.0.1:\($0.port ?? 0)" }.joined(separator: ",")
          let url = "postgresql://seonchak@\(addresses)/seonchak?passfile=\(passwords.path)"
          try await Stage.with(cluster: primary.url) { stage in
            for attributes in ["", "&target_session_attrs=any", "&target_session_attrs=prefer-standby"] {
              let server = try await stage.server(databaseURL: url + attributes)
              let client = stage.client(of: server)
              #expect(try await client.issue(try await client.create().id, user: "minji").coupon?.sequence == 1)
              #expect(!server.process.errorSoFar.contains("read-only"))
            }
          }
        }
      }
    }
  }
}
