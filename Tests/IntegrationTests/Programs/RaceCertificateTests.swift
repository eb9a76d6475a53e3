import Foundation
import Glibc
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension LoadOverTheWire {
  /// campaign-load certify, against real servers and a real database.
  @Suite struct RaceCertificateTests {
    private func certify(
      _ stage: Stage, _ servers: [RunningServer], file: URL, _ more: [String] = []
    ) async throws -> ProgramProcess.Ending {
      try await stage.run(
        "campaign-load",
        [
          "certify", "--coupons", "200", "--requests", "2000", "--concurrency", "32", "--connections", "4",
          "--start-in", "500ms", "--commit", "0123abc", "--output", file.path,
        ] + servers.flatMap { ["--address", "\($0.address)"] } + more,
        environment: ["DATABASE_URL": stage.database.url])
    }

    private func check(_ stage: Stage, file: URL, _ more: [String] = []) async throws -> ProgramProcess.Ending {
      try await stage.run(
        "campaign-load", ["certify", "--check", file.path] + more, environment: ["DATABASE_URL": stage.database.url])
    }

    private func withFolder(_ body: (URL) async throws -> Void) async throws {
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("certificate-\(UUID())")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(at: folder) }
      try await body(folder)
    }

    private func object(_ file: URL) throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    }

    @Test func aRaceOverTwoServersIsCertifiedAndChecksLater() async throws {
      try await Stage.with { stage in
        try await withFolder { folder in
          let servers = [try await stage.server(), try await stage.server()]
          let file = folder.appendingPathComponent("race.json")
          let ending = try await certify(stage, servers, file: file)
          #expect(ending.status == 0, "\(ending)")
          #expect(ending.output.contains("held    issued_is_exact"))
          let document = try object(file)
          let requests = try #require(document["requests"] as? [String: Any])
          #expect(requests["outcomes"] as? [String: Int] == ["OK": 200, "SOLD_OUT": 1_800])
          let invariants = try #require(document["invariants"] as? [[String: Any]])
          #expect(invariants.count == 15 && invariants.allSatisfy { $0["held"] as? Bool == true })
          let software = try #require(document["software"] as? [String: Any])
          #expect(software["commit"] as? String == "0123abc")
          // The digest of the codes is what anybody's own query gives.
          let database = try #require(document["database"] as? [String: Any])
          #expect(
            database["codes_sha256"] as? String
              == (try stage.database.value(
                """
                SELECT encode(sha256(convert_to(string_agg(code || E'\\n', '' ORDER BY code), 'UTF8')), 'hex')
                FROM coupons
                """)))
          #expect(database["state"] as? String == "CLOSED")
          #expect((document["served"] as? [Any])?.count == 2)

          let checked = try await check(stage, file: file)
          #expect(checked.status == 0, "\(checked)")
          let offline = try await stage.run("campaign-load", ["certify", "--check", file.path, "--offline"])
          #expect(offline.status == 0, "\(offline)")
        }
      }
    }

    @Test func usersWhoAskRepeatedlyGetWhatTheirLimitAllows() async throws {
      try await Stage.with { stage in
        try await withFolder { folder in
          let server = try await stage.server()
          let file = folder.appendingPathComponent("race.json")
          let ending = try await certify(
            stage, [server], file: file, ["--users", "60", "--per-user", "2", "--seed", "5"])
          #expect(ending.status == 0, "\(ending)")
          let database = try #require(try object(file)["database"] as? [String: Any])
          #expect(database["coupons"] as? Int == 120)
          #expect(database["most_coupons_of_a_user"] as? Int == 2)
        }
      }
    }

    @Test func anOpenLoopIsCertifiedToStandardOutput() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let ending = try await stage.run(
          "campaign-load",
          [
            "certify", "--coupons", "50", "--rate", "400", "--duration", "500ms", "--start-in", "0s", "--address",
            "\(server.address)",
          ], environment: ["DATABASE_URL": stage.database.url])
        #expect(ending.status == 0, "\(ending)")
        let document = try #require(
          try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
        #expect((document["inputs"] as? [String: Any])?["loop"] as? String == "open")
        #expect(ending.error.contains("held    sold_out_is_final"))
      }
    }

    @Test func whatIsDoneBehindTheServersBackIsNamedWithItsPlace() async throws {
      try await Stage.with { stage in
        try await withFolder { folder in
          let server = try await stage.server()
          let file = folder.appendingPathComponent("race.json")
          #expect(try await certify(stage, [server], file: file).status == 0)
          let other = try await stage.client(of: server).create(coupons: 5).id
          let foreign = try await stage.client(of: server).issue(other, user: "u")
          // The damage, the way to undo it, and the faults that are then named.
          let harms = [
            (
              "CREATE TABLE kept AS SELECT * FROM coupons WHERE sequence = 25 AND campaign_id <> \(other);"
                + " DELETE FROM coupons WHERE sequence = 25 AND campaign_id <> \(other)",
              "INSERT INTO coupons SELECT * FROM kept; DROP TABLE kept",
              [
                "DIFFERS  database.coupons: expected 200, found 199", "database.codes_sha256",
                "database.sequence_fault: expected nothing, found 25",
                "database.range_sha256[2]: sequences 21 to 30", "sequences_without_gap",
              ]
            ),
            (
              "CREATE TABLE kept AS SELECT code FROM coupons WHERE sequence = 7 AND campaign_id <> \(other);"
                + " UPDATE coupons SET code = '가2나3다4라5마6' WHERE sequence = 7 AND campaign_id <> \(other)",
              "UPDATE coupons SET code = kept.code FROM kept WHERE sequence = 7 AND campaign_id <> \(other);"
                + " DROP TABLE kept",
              [
                "database.codes_sha256", "database.malformed_codes: expected 0, found 1",
                "database.range_sha256[0]: sequences 1 to 10", "codes_well_formed",
              ]
            ),
            (
              "UPDATE coupons SET user_id = 'thief' WHERE sequence = 95 AND campaign_id <> \(other);"
                + " CREATE TABLE kept AS SELECT 1",
              "DROP TABLE kept", ["database.coupons_sha256", "database.range_sha256[9]: sequences 91 to 100"]
            ),
          ]
          for (harm, repair, named) in harms {
            try stage.database.query(harm)
            let ending = try await check(stage, file: file)
            #expect(ending.status == 99, "\(ending)")
            for text in named { #expect(ending.output.contains(text), "\(text) in \(ending)") }
            try stage.database.query(repair)
          }
          _ = foreign
          try stage.database.query("DELETE FROM coupons WHERE campaign_id = \(other)")
        }
      }
    }

    @Test func anAlteredFileFailsAndSaysWhere() async throws {
      try await Stage.with { stage in
        try await withFolder { folder in
          let server = try await stage.server()
          let file = folder.appendingPathComponent("race.json")
          #expect(try await certify(stage, [server], file: file).status == 0)
          let text = try String(contentsOf: file, encoding: .utf8)
          let altered = folder.appendingPathComponent("altered.json")
          try text.replacing("\"OK\": 200,", with: "\"OK\": 201,").write(
            to: altered, atomically: true, encoding: .utf8)
          let ending = try await check(stage, file: altered, ["--offline"])
          #expect(ending.status == 99, "\(ending)")
          #expect(ending.output.contains("ALTERED  requests.outcomes.OK"))

          try text.replacing("\"version\": 1,", with: "\"version\": 9,").write(
            to: altered, atomically: true, encoding: .utf8)
          let version = try await check(stage, file: altered, ["--offline"])
          #expect(version.status == 1 && version.error.contains("version 9"), "\(version)")
          let missing = try await check(stage, file: folder.appendingPathComponent("none.json"))
          #expect(missing.status == 1 && missing.error.contains("none.json"), "\(missing)")
        }
      }
    }

    @Test(arguments: [
      (["certify"], "no database"), (["certify", "--offline"], "--check"),
      (["certify", "--check", "race.json"], "no database"),
      (["certify", "--check", "race.json", "--output", "-"], "--output"),
      (["certify", "--check", "race.json", "--commit", "abc"], "--commit"),
      (["certify", "--check", "race.json", "--rate", "3"], "--rate is about a race"),
      (["certify", "--check", "race.json", "--offline", "--coupons", "5"], "--coupons is about a race"),
      (["certify", "--check", "race.json", "--address", "127.0.0.1:1"], "--address is about a race"),
      (["certify", "--rate", "10"], "--duration"),
      (["certify", "--rate", "10", "--duration", "1s", "--requests", "5"], "one pair"),
      (["certify", "--coupons", "0"], "--coupons"),
      (["certify", "--check", "race.json", "--offline", "--fail-on", "p99=1ms"], "--fail-on"),
      (["certify", "--requests", "0", "--database-url", "postgresql://h/d"], "requests"),
    ]) func wrongUsageExitsWith2(arguments: [String], reason: String) async throws {
      let ending = try await ProgramProcess.run("campaign-load", arguments)
      #expect(ending.status == 2, "\(ending)")
      #expect(ending.error.contains(reason), "\(ending)")
      #expect(ending.output.isEmpty)
    }

    @Test func anEmptyDatabaseIsRefusedAndSaidHowToMigrate() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let empty = try TestDatabase()
        let ending = try await stage.run(
          "campaign-load", ["certify", "--address", "\(server.address)"], environment: ["DATABASE_URL": empty.url])
        #expect(ending.status == 1 && ending.error.contains("run 'campaignctl migrate up'"), "\(ending)")
      }
    }

    @Test func withoutAServerNoCertificateIsWritten() async throws {
      try await Stage.with { stage in
        try await withFolder { folder in
          let port = try ReservedPort()
          defer { withExtendedLifetime(port) {} }
          let file = folder.appendingPathComponent("race.json")
          let ending = try await stage.run(
            "campaign-load", ["certify", "--address", port.address, "--output", file.path],
            environment: ["DATABASE_URL": stage.database.url])
          #expect(ending.status == 1 && ending.error.contains("no campaign was created"), "\(ending)")
          #expect(!FileManager.default.fileExists(atPath: file.path))
        }
      }
    }

    @Test func whereOneServerIsAwayNoCampaignIsLeftBehind() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let port = try ReservedPort()
        defer { withExtendedLifetime(port) {} }
        let ending = try await stage.run(
          "campaign-load", ["certify", "--address", "\(server.address)", "--address", port.address],
          environment: ["DATABASE_URL": stage.database.url])
        #expect(ending.status == 1 && ending.error.contains(port.address), "\(ending)")
        #expect(try stage.database.value("SELECT count(*) FROM campaigns") == "0")
      }
    }

    @Test func anInterruptBeforeTheStartClosesTheCampaign() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let program = try stage.start(
          "campaign-load", ["certify", "--address", "\(server.address)", "--start-in", "1h"],
          environment: ["DATABASE_URL": stage.database.url])
        await program.waitForError("the run starts in")
        program.send(SIGINT)
        let ending = await program.ending()
        #expect(ending.status == 130 && ending.error.contains("is closed"), "\(ending)")
        #expect(try stage.database.value("SELECT string_agg(state, ',') FROM campaigns") == "CLOSED")
      }
    }

    @Test func anAlteredFileActsOnNoTerminal() async throws {
      try await Stage.with { stage in
        try await withFolder { folder in
          let server = try await stage.server()
          let file = folder.appendingPathComponent("race.json")
          #expect(try await certify(stage, [server], file: file).status == 0)
          let text = try String(contentsOf: file, encoding: .utf8)
          let altered = folder.appendingPathComponent("altered.json")
          try text.replacing("\"state\": ", with: "\"\\u001b[2J\\u009bH\": 1, \"state\": ").write(
            to: altered, atomically: true, encoding: .utf8)
          let ending = try await check(stage, file: altered, ["--offline"])
          #expect(ending.status == 99, "\(ending)")
          #expect(ending.output.contains("ADDED  database["), "\(ending)")
          #expect(!ending.output.contains("\u{1B}") && !ending.output.contains("\u{9B}"))

          let offline = try await check(stage, file: file, ["--offline"])
          #expect(offline.output.contains("fits its digests"), "\(offline)")
        }
      }
    }
  }
}
