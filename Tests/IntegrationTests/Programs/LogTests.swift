import Foundation
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// The log of the long-running programs, for an operator who has to find out what happened.
  @Suite struct LogTests {
    private static let json = ["--log-format", "json"]

    /// A server, or another program with a JSON log; what it is waited for is the message.
    private func server(on stage: Stage) async throws -> RunningServer {
      let process = try stage.start(
        "campaign-server", ["--listen", "127.0.0.1:0", "--migrate"] + Self.json,
        environment: ["DATABASE_URL": stage.database.url])
      await process.waitForError("listening on ")
      #expect(try await eventually { process.errorSoFar.hasSuffix("\n") })
      let message = try #require(
        try LogRecord.all(in: process.errorSoFar).map(\.message).first { $0.hasPrefix("listening on 127.0.0.1:") })
      let port = try #require(Int(message.split(separator: ":").last ?? ""))
      return RunningServer(process: process, address: ServerAddress(host: "127.0.0.1", port: port))
    }

    private func scheduler(on stage: Stage) async throws -> ProgramProcess {
      let process = try stage.start(
        "campaign-scheduler", Self.json, environment: ["DATABASE_URL": stage.database.url])
      await process.waitForError(#""message":"scheduler ready""#)
      return process
    }

    @Test func everyChangeOfACampaignIsALineThatSaysWhoDidIt() async throws {
      try await Stage.with { stage in
        let server = try await server(on: stage)
        let client = stage.client(of: server)
        // Open from its creation on; each step twice, for a repeat changes nothing.
        let id = try await client.create(key: "a").id
        #expect(try await client.create(key: "a").id == id)
        for _ in 1...2 { _ = try await client.call(PauseCampaignRequest(campaignID: id)) }
        for _ in 1...2 { _ = try await client.call(ResumeCampaignRequest(campaignID: id)) }
        #expect(try await client.issue(id, user: "minji").coupon?.sequence == 1)
        for _ in 1...2 { _ = try await client.call(CloseCampaignRequest(campaignID: id)) }
        // A line leaves before the answer does, but is written behind it.
        let expected = [
          "created by peer", "opened by create", "paused by peer", "resumed by peer", "closed by peer",
        ]
        #expect(try await eventually { try server.process.changes(ofCampaign: id).count >= expected.count })
        server.process.send(SIGTERM)
        #expect(await server.process.ending().status == 0)
        #expect(try server.process.changes(ofCampaign: id) == expected)
        let records = try LogRecord.all(in: server.process.errorSoFar)
        for record in records.ofCampaign(id) {
          #expect(record.level == "info" && record.fields["name"] == "추석 쿠폰")
        }
        let lateness = records.of("campaign opened").first?.fields["lateness_us"]
        #expect(lateness == (try stage.lateness(ofOpening: id)))
      }
    }

    @Test func aCampaignThatAGroupOpensIsSaidToBeOpenedByItOnce() async throws {
      try await Stage.with { stage in
        let server = try await server(on: stage)
        let client = stage.client(of: server)
        let id = try await client.create(coupons: 50, startIn: .milliseconds(300)).id
        #expect(try await stage.waitUntilPast("start_time", ofCampaign: id))
        #expect(try await Crowd.call(.ofUsers(60, campaign: id), at: [server]).acknowledged.count == 50)
        server.process.send(SIGTERM)
        #expect(await server.process.ending().status == 0)
        #expect(try server.process.changes(ofCampaign: id) == ["created by peer", "opened by issue"])
        let opening = try LogRecord.all(in: server.process.errorSoFar).of("campaign opened").first
        #expect(opening?.fields["lateness_us"] == (try stage.lateness(ofOpening: id)))
      }
    }

    @Test func aSchedulerSaysWhatItOpensAndCloses() async throws {
      try await Stage.with { stage in
        let server = try await server(on: stage)
        let scheduler = try await scheduler(on: stage)
        let id = try await stage.client(of: server).create(startIn: .milliseconds(100), endIn: .milliseconds(900)).id
        #expect(try await eventually { try scheduler.changes(ofCampaign: id).count == 2 })
        scheduler.send(SIGTERM)
        #expect(await scheduler.ending().status == 0)
        #expect(try scheduler.changes(ofCampaign: id) == ["opened by scheduler", "closed by scheduler"])
        let lateness = try LogRecord.all(in: scheduler.errorSoFar).ofCampaign(id)
          .map { Int($0.fields["lateness_us"] ?? "") ?? -1 }
        #expect(lateness.allSatisfy { $0 >= 0 })
      }
    }

    @Test(arguments: [[], json]) func aNameCantMoveATerminalOrForgeALine(format: [String]) async throws {
      try await Stage.with { stage in
        let environment = ["DATABASE_URL": stage.database.url]
        #expect(try await stage.run("campaignctl", ["migrate", "up"], environment: environment).status == 0)
        // No call brings such a name, but a DBA may have.
        try stage.database.query(
          """
          INSERT INTO campaigns (name, total_coupons, remaining_coupons, last_sequence, start_time, per_user_limit, state,
            create_time, creation_fingerprint)
          VALUES (E'a\\u001b[2J\\u009b31m\\nscheduler ready\\r"\\u202e actor=issue', 1, 1, 0, now(), 1, 'SCHEDULED', now(), '')
          """)
        let scheduler = try stage.start("campaign-scheduler", format, environment: environment)
        await scheduler.waitForError("campaign opened")
        scheduler.send(SIGTERM)
        let ending = await scheduler.ending()
        #expect(ending.status == 0)
        let lines = ending.error.split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("scheduler ready") } <= 1)
        #expect(ending.error.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        #expect(!ending.error.unicodeScalars.contains("\u{202E}"))
        if format.isEmpty {
          #expect(ending.error.contains(#"name="a\u{1B}[2J\u{9B}31m\nscheduler ready\r\"\u{202E} actor=issue""#))
        } else {
          let names = try LogRecord.all(in: ending.error).compactMap { $0.fields["name"] }
          #expect(names == ["a\u{1B}[2J\u{9B}31m\nscheduler ready\r\"\u{202E} actor=issue"])
        }
      }
    }

    @Test func aStartSaysVersionAddressPoolsAndLimits() async throws {
      try await Stage.with { stage in
        let server = try await server(on: stage)
        let records = try LogRecord.all(in: server.process.errorSoFar)
        let start = try #require(records.of("campaign-server starts").first)
        #expect(start.fields["version"]?.isEmpty == false)
        let pools = records.of("database pool").map {
          ($0.fields["pool"] ?? "", Int($0.fields["connections"] ?? "") ?? 0)
        }
        let counts = Dictionary(pools) { $1 }
        #expect(Set(counts.keys).isSuperset(of: ["issue", "query", "learn"]), "\(counts)")
        #expect(counts["issue"] == 4 && !counts.values.contains(0))
        let limits = try #require(records.of("limits").first)
        #expect(limits.fields["request_bytes"] == "65536" && limits.fields["group_size"] == "256")
        #expect(limits.fields["drain_timeout"] == "10s" && limits.fields["connections"] != nil)

        let scheduler = try await scheduler(on: stage)
        let said = try LogRecord.all(in: scheduler.errorSoFar)
        #expect(said.of("campaign-scheduler starts").first?.fields["version"] == start.fields["version"])
        #expect(said.of("jobs").first?.fields["opened_at_once"] == "100")
        #expect(said.of("intervals").first?.fields["longest_sleep"] == "1s")
      }
    }

    @Test func asJSONTheReasonOfAnEndIsAnObjectToo() async throws {
      try await Stage.with { stage in
        let first = try await stage.server()
        let ending = try await stage.run(
          "campaign-server", ["--listen", "\(first.address)"],
          environment: ["DATABASE_URL": stage.database.url, "CAMPAIGN_LOG_FORMAT": "json"])
        #expect(ending.status == 1)
        let last = try #require(try LogRecord.all(in: ending.error).last)
        #expect(last.level == "critical" && last.message.contains("can't listen on \(first.address)"))
      }
    }
  }
}

extension Stage {
  /// The lateness of a campaign's opening, as the database recorded it, in microseconds.
  fileprivate func lateness(ofOpening id: Int64) throws -> String? {
    try database.value(
      """
      SELECT lateness_microseconds FROM campaign_transitions WHERE campaign_id = \(id) AND from_state = 'SCHEDULED'
      """)
  }
}
