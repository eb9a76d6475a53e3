import Foundation
import NIOCore
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// A standard error that nobody reads stops nothing: neither calls nor openings nor the end.
  @Suite struct StalledLogTests {
    /// A server whose log goes to a pipe that is full from the start. Its port is held by the test until it listens.
    private func server(on stage: Stage, port: borrowing ReservedPort) async throws -> RunningServer {
      let address = port.address
      let process = try stage.start(
        "campaign-server", ["--listen", address, "--migrate", "--log-level", "trace"],
        environment: ["DATABASE_URL": stage.database.url], errorReader: .stalled)
      let number = try #require(Int(address.drop { $0 != ":" }.dropFirst()))
      let server = RunningServer(process: process, address: ServerAddress(host: "127.0.0.1", port: number))
      let client = stage.client(of: server)
      #expect(
        try await eventually { (try? await client.call(HealthCheckRequest()).status) == .serving },
        "it serves though nobody read that it listens")
      return server
    }

    @Test(arguments: [SIGTERM, SIGINT]) func aServerServesOnAndEnds(signal: Int32) async throws {
      try await Stage.with { stage in
        let port = try ReservedPort()
        let server = try await server(on: stage, port: port)
        let client = stage.client(of: server)
        let id = try await client.create(coupons: 500).id
        let crowd = try await Crowd.call(.ofUsers(500, campaign: id), at: [server])
        #expect(crowd.acknowledged.count == 500)
        #expect(try await client.call(HealthCheckRequest()).status == .serving)
        server.process.send(signal)
        #expect(await server.process.ending().status == 0)
      }
    }

    @Test func aServerSaysHowManyLinesAreMissingOnceItIsReadAgain() async throws {
      try await Stage.with { stage in
        let port = try ReservedPort()
        let server = try await server(on: stage, port: port)
        let client = stage.client(of: server)
        let campaign = try await client.call(
          CreateCampaignRequest(name: String(repeating: "긴 이름", count: 50), totalCoupons: 1)
        ).campaign
        let id = try #require(campaign?.id)
        // Each is a line of half a KiB and more, and the log holds 256 KiB for a reader.
        for _ in 0..<300 {
          _ = try await client.call(PauseCampaignRequest(campaignID: id))
          _ = try await client.call(ResumeCampaignRequest(campaignID: id))
        }
        server.process.readError()
        await server.process.waitForError("lines of this log were dropped")
        #expect(await server.process.errorLine(startingWith: "listening on \(port.address)") != nil)
        server.process.send(SIGTERM)
        let ending = await server.process.ending()
        #expect(ending.status == 0)
        let changes = ending.error.split(separator: "\n").count {
          $0.hasSuffix("campaign paused") || $0.hasSuffix("campaign resumed")
        }
        let dropped = ending.error.matches(of: /lines=(\d+) \[ProgramConventions\]/).compactMap { Int($0.1) }
        #expect(dropped.count == 1 && changes + dropped.reduce(0, +) >= 600, "\(changes) lines and \(dropped)")
      }
    }

    @Test func aSchedulerOpensEveryCampaignAndEnds() async throws {
      try await Stage.with { stage in
        let environment = ["DATABASE_URL": stage.database.url]
        #expect(try await stage.run("campaignctl", ["migrate", "up"], environment: environment).status == 0)
        try stage.database.query(
          """
          INSERT INTO campaigns (id, name, total_coupons, remaining_coupons, last_sequence, start_time, per_user_limit,
            state, create_time, creation_fingerprint)
          SELECT number, repeat('긴 이름 ', 40), 1, 1, 0, now(), 1, 'SCHEDULED', now(), ''
          FROM generate_series(1, 900) AS number
          """)
        let scheduler = try stage.start(
          "campaign-scheduler", ["--log-level", "trace"], environment: environment, errorReader: .stalled)
        #expect(
          try await eventually(within: .seconds(60)) {
            try stage.database.value("SELECT count(*) FROM campaigns WHERE state = 'OPEN'") == "900"
          })
        scheduler.send(SIGTERM)
        let ending = await scheduler.ending()
        #expect(ending.status == 0)
        #expect(
          try stage.database.value("SELECT count(*) FROM campaign_transitions WHERE to_state = 'OPEN'") == "900")
      }
    }
  }
}
