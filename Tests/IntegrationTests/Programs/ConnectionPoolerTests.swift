import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// A real pgbouncer between the programs and PostgreSQL.
  @Suite struct ConnectionPoolerTests {
    @Test func aTransactionPoolerIsRefusedInOneLine() async throws {
      try await Stage.with { stage in
        #expect(
          try await stage.run("campaignctl", ["migrate", "up"], environment: ["DATABASE_URL": stage.database.url])
            .status
            == 0)
        try await RunningPooler.with(mode: "transaction", before: stage.database.url) { pooler in
          for program in DatabaseProgram.all {
            let ending = try await stage.run(
              program.name, program.arguments, environment: ["DATABASE_URL": pooler.url])
            #expect(ending.status == 1, "\(ending)")
            // The lines behind those that a program writes when it starts.
            let lines = ending.error.split(separator: "\n").filter { !$0.contains(" info ") }
            #expect(lines.count == 1, "\(ending)")
            #expect(ending.error.contains("--database-url goes through a transaction pooler"), "\(ending)")
            #expect(ending.error.contains("connect directly or pool sessions"), "\(ending)")
          }
        }
      }
    }

    @Test func aStatementPoolerIsRefusedToo() async throws {
      try await Stage.with { stage in
        try await RunningPooler.with(mode: "statement", before: stage.database.url) { pooler in
          let ending = try await stage.run("campaign-server", [], environment: ["DATABASE_URL": pooler.url])
          #expect(ending.status == 1 && ending.error.contains("connect directly or pool sessions"), "\(ending)")
        }
      }
    }

    @Test func sessionsThatArePooledWork() async throws {
      try await Stage.with { stage in
        try await RunningPooler.with(mode: "session", before: stage.database.url) { pooler in
          let client = stage.client(of: try await stage.server(databaseURL: pooler.url))
          _ = try await stage.scheduler(databaseURL: pooler.url)
          let id = try await client.create().id
          #expect(try await client.issue(id, user: "minji").coupon?.sequence == 1)
          let scheduled = try await client.create(startIn: .milliseconds(100)).id
          #expect(try await eventually { try await client.campaign(scheduled).state == .open })
        }
      }
    }
  }
}
