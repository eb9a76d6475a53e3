import CampaignDomain
import Foundation
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// An operator's session with campaignctl, against a real server.
  @Suite struct CampaignctlSessionTests {
    /// campaignctl against one server.
    private struct Console {
      let stage: Stage
      let server: RunningServer

      func run(_ arguments: String...) async throws -> ProgramProcess.Ending {
        try await stage.run("campaignctl", arguments, environment: ["CAMPAIGN_ADDRESS": "\(server.address)"])
      }

      /// The JSON document that a command prints; it has to succeed and to say nothing else.
      func json(
        _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation
      ) async throws -> [String: Any] {
        let ending = try await stage.run(
          "campaignctl", arguments + ["--output", "json"], environment: ["CAMPAIGN_ADDRESS": "\(server.address)"])
        #expect(ending.status == 0, "\(ending)", sourceLocation: sourceLocation)
        #expect(ending.error.isEmpty, sourceLocation: sourceLocation)
        return try #require(
          try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any],
          sourceLocation: sourceLocation)
      }

      /// The reason in the Status that a command prints as JSON when it fails.
      func failure(_ arguments: String...) async throws -> (exit: Int32, reason: String?) {
        let ending = try await stage.run(
          "campaignctl", arguments + ["--output", "json"], environment: ["CAMPAIGN_ADDRESS": "\(server.address)"])
        let status = try JSONSerialization.jsonObject(with: Data(ending.error.utf8)) as? [String: Any]
        let details = status?["details"] as? [[String: Any]]
        let info = details?.first { $0["@type"] as? String == "type.googleapis.com/google.rpc.ErrorInfo" }
        #expect(ending.output.isEmpty)
        return (ending.status, info?["reason"] as? String)
      }
    }

    private func withConsole(_ body: (Console) async throws -> Void) async throws {
      try await Stage.with { stage in
        try await body(Console(stage: stage, server: try await stage.server()))
      }
    }

    @Test func aCampaignLivesFromCreateToClose() async throws {
      try await withConsole { console in
        let created = try await console.run("campaign", "create", "--name", "추석", "--coupons", "2", "--quiet")
        #expect(created.status == 0)
        let id = created.output.trimmingCharacters(in: .newlines)
        #expect(Int64(id) != nil)
        let first = try await console.json("coupon", "issue", "--campaign", id, "--user", "민지")
        #expect(first["alreadyIssued"] as? Bool == false)
        let code = try #require((first["coupon"] as? [String: Any])?["code"] as? String)
        let again = try await console.json("coupon", "issue", "--campaign", id, "--user", "민지")
        #expect(again["alreadyIssued"] as? Bool == true)
        #expect((again["coupon"] as? [String: Any])?["code"] as? String == code)
        #expect(try await console.run("coupon", "check", code).status == 0)
        let get = try await console.json("campaign", "get", id, "--codes")
        #expect((get["coupons"] as? [[String: Any]])?.compactMap { $0["code"] as? String } == [code])
        let campaign = try #require(get["campaign"] as? [String: Any])
        #expect(campaign["issuedCoupons"] as? String == "1" && campaign["remainingCoupons"] as? String == "1")
        #expect(campaign["state"] as? String == "CAMPAIGN_STATE_OPEN")
        let list = try await console.json("campaign", "list")
        #expect((list["campaigns"] as? [[String: Any]])?.compactMap { $0["id"] as? String } == [id])
        for (command, state) in [("pause", "PAUSED"), ("resume", "OPEN"), ("close", "CLOSED")] {
          let changed = try await console.json("campaign", command, id)
          #expect((changed["campaign"] as? [String: Any])?["state"] as? String == "CAMPAIGN_STATE_\(state)")
        }
        #expect(try await console.json("health")["status"] as? String == "SERVING")
      }
    }

    @Test func aRepeatedCreateSaysThatTheCampaignWasThere() async throws {
      try await withConsole { console in
        let arguments = ["campaign", "create", "--name", "추석", "--coupons", "2", "--key", "k"]
        let environment = ["CAMPAIGN_ADDRESS": "\(console.server.address)"]
        let first = try await console.stage.run("campaignctl", arguments, environment: environment)
        let again = try await console.stage.run("campaignctl", arguments, environment: environment)
        #expect(first.output.hasPrefix("Campaign created.\nCampaign 1\n"), "\(first)")
        #expect(again.output.hasPrefix("This campaign was created before"), "\(again)")
        #expect(again.output.contains("\nCampaign 1\n"))
        #expect(
          try await console.json("campaign", "create", "--name", "a", "--coupons", "2")["alreadyCreated"] as? Bool
            == false)
      }
    }

    @Test func errorsSpeakOfFlags() async throws {
      try await withConsole { console in
        for (flags, words) in [
          (["--name", "n", "--coupons", "0"], "--coupons is 0"),
          (["--name", "bell \u{7}", "--coupons", "1"], "--name has the control character U+0007"),
          (["--name", "n", "--coupons", "1", "--per-user", "-1"], "--per-user is -1"),
          (["--name", "n", "--coupons", "1", "--start", "2020-01-01T00:00:00Z"], "--start is 2020-01-01"),
          (["--name", "n", "--coupons", "1", "--start-in", "2s", "--end-in", "1s"], "--end-in gives the end"),
        ] {
          let ending = try await console.stage.run(
            "campaignctl", ["campaign", "create"] + flags,
            environment: ["CAMPAIGN_ADDRESS": "\(console.server.address)"])
          #expect(
            ending.status == 67 && ending.error.hasPrefix("INVALID_ARGUMENT/INVALID_FIELD: \(words)"), "\(ending)")
        }
        let reused = [
          try await console.run("campaign", "create", "--name", "n", "--coupons", "1", "--key", "k"),
          try await console.run("campaign", "create", "--name", "n", "--coupons", "2", "--key", "k"),
        ]
        #expect(reused[1].status == 67 && reused[1].error.contains("The --key was used before"), "\(reused)")
      }
    }

    /// Servers of an earlier version took such names.
    @Test func aStoredNameThatWouldActOnATerminalIsShownAsEscapes() async throws {
      try await withConsole { console in
        let id = "\(try await console.stage.client(of: console.server).create().id)"
        try console.stage.database.query("UPDATE campaigns SET name = E'\\u001b[2J\\u0007a\\u009b31m\\nb'")
        for arguments in [["campaign", "list"], ["campaign", "get", id], ["campaign", "pause", id]] {
          let text = try await console.stage.run(
            "campaignctl", arguments, environment: ["CAMPAIGN_ADDRESS": "\(console.server.address)"])
          #expect(text.status == 0 && text.output.contains("\\u{1B}[2J\\u{7}a\\u{9B}31m\\nb"), "\(text)")
          #expect(text.output.unicodeScalars.allSatisfy { $0 == "\n" || PrintableText.isPrintable($0) })
        }
        let json = try await console.run("campaign", "get", id, "--output", "json")
        #expect(json.output.unicodeScalars.allSatisfy { $0 == "\n" || PrintableText.isPrintable($0) })
        let campaign = try await console.json("campaign", "get", id)["campaign"] as? [String: Any]
        #expect(campaign?["name"] as? String == "\u{1B}[2J\u{7}a\u{9B}31m\nb")
      }
    }

    @Test func whatIsRefusedEndsWithItsCode() async throws {
      try await withConsole { console in
        let created = try await console.run("campaign", "create", "--name", "n", "--coupons", "1", "--quiet")
        let id = created.output.trimmingCharacters(in: .newlines)
        #expect(try await console.run("coupon", "issue", "--campaign", id, "--user", "minji").status == 0)
        let later = try await console.run(
          "campaign", "create", "--name", "n", "--coupons", "1", "--start-in", "1h", "--quiet")
        let laterID = later.output.trimmingCharacters(in: .newlines)
        let longName = String(repeating: "가", count: 201)
        let before = try console.stage.storedRows
        #expect(try await console.failure("campaign", "get", "4711") == (69, "CAMPAIGN_NOT_FOUND"))
        #expect(try await console.failure("coupon", "issue", "--campaign", id, "--user", "jun") == (73, "SOLD_OUT"))
        #expect(try await console.failure("coupon", "issue", "--campaign", id) == (67, "INVALID_FIELD"))
        #expect(
          try await console.failure("coupon", "issue", "--campaign", laterID, "--user", "u")
            == (73, "CAMPAIGN_NOT_STARTED"))
        #expect(try await console.failure("campaign", "pause", laterID) == (73, "CAMPAIGN_NOT_STARTED"))
        for coupons in ["0", "10000001"] {
          #expect(
            try await console.failure("campaign", "create", "--name", "n", "--coupons", coupons)
              == (67, "INVALID_FIELD"))
        }
        #expect(
          try await console.failure("campaign", "create", "--name", longName, "--coupons", "1")
            == (67, "INVALID_FIELD"))
        #expect(
          try await console.failure(
            "campaign", "create", "--name", "n", "--coupons", "1", "--start", "2020-01-01T00:00:00Z")
            == (67, "INVALID_FIELD"))
        #expect(try console.stage.storedRows == before)
        let korean = try await console.run(
          "coupon", "issue", "--campaign", id, "--user", "jun", "--language", "ko")
        #expect(korean.error == "FAILED_PRECONDITION/SOLD_OUT: 잔여 쿠폰 없음\n")
      }
    }

    @Test func migrationsAreAppliedOnceAndShown() async throws {
      try await Stage.with { stage in
        let environment = ["DATABASE_URL": stage.database.url]
        for _ in 0..<2 {
          let up = try await stage.run("campaignctl", ["migrate", "up"], environment: environment)
          #expect(up.status == 0, "\(up)")
        }
        let status = try await stage.run("campaignctl", ["migrate", "status"], environment: environment)
        #expect(status.status == 0, "\(status)")
        #expect(try stage.database.value("SELECT count(*) FROM schema_migrations WHERE version = 1") == "1")
      }
    }

    @Test func aServerThatIsGoneIsUnreachable() async throws {
      try await withConsole { console in
        let port = try await console.server.kill()
        defer { withExtendedLifetime(port) {} }
        for arguments in [["health"], ["campaign", "list"]] {
          let ending = try await console.stage.run(
            "campaignctl", arguments, environment: ["CAMPAIGN_ADDRESS": "\(console.server.address)"])
          #expect(ending.status == 78)
          #expect(ending.error.hasPrefix("UNAVAILABLE/UNREACHABLE: "))
        }
      }
    }

    @Test func whoWaitsLongerThanTheTimeoutEndsWithSixtyEight() async throws {
      try await withConsole { console in
        let id = try await console.stage.client(of: console.server).create().id
        let holder = try console.stage.holdRow(ofCampaign: id)
        let ending = try await console.run(
          "coupon", "issue", "--campaign", "\(id)", "--user", "minji", "--timeout", "1s")
        #expect(ending.status == 68)
        #expect(ending.error.hasPrefix("DEADLINE_EXCEEDED/DEADLINE_EXCEEDED: "))
        try holder.end()
      }
    }

    @Test func aServerThatDrainsIsNotServing() async throws {
      try await withConsole { console in
        let client = console.stage.client(of: console.server)
        let id = try await client.create().id
        let holder = try console.stage.holdRow(ofCampaign: id)
        async let issued = client.issue(id, user: "minji")
        #expect(try await console.stage.waitUntilSomebodyWaitsForALock())
        console.server.process.send(SIGTERM)
        #expect(try await eventually { try await client.call(HealthCheckRequest()).status == .notServing })
        // The server takes no connection any more.
        #expect(try await console.run("health").status == 78)
        try holder.end()
        #expect(try await issued.coupon != nil)
      }
    }
  }
}
