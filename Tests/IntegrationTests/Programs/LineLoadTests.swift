import Foundation
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension LoadOverTheWire {
  /// campaign-load stands in a real line, which real schedulers serve, and proves what came of it.
  @Suite struct LineLoadTests {
    private func startBurst(
      _ stage: Stage, _ servers: [RunningServer], campaign id: Int64, _ more: [String] = []
    ) throws -> ProgramProcess {
      try stage.start(
        "campaign-load",
        ["burst", "--through", "queue", "--campaign", "\(id)", "--rate", "400", "--duration", "1s", "--json", "-"]
          + servers.flatMap { ["--address", "\($0.address)"] } + more)
    }

    private func scheduler(_ stage: Stage) async throws -> ProgramProcess {
      try await stage.scheduler(["--queue-interval", "50ms", "--queue-batch", "40"])
    }

    private func queueOnlyCampaign(_ client: CampaignClient, coupons: Int64, startIn: Duration) async throws -> Int64 {
      let created = try await client.call(
        CreateCampaignRequest(
          name: "대기열", totalCoupons: coupons, startIn: ProtobufDuration(startIn), perUserLimit: 1,
          idempotencyKey: "line", queueOnly: true))
      return try #require(created.campaign).id
    }

    @Test func aLineThatFormsBeforeTheOpeningIsServedInOrder() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        _ = (try await scheduler(stage), try await scheduler(stage))
        let id = try await queueOnlyCampaign(stage.client(of: servers[0]), coupons: 250, startIn: .seconds(3))
        let early = Date.ISO8601FormatStyle(includingFractionalSeconds: true).format(.now.addingTimeInterval(1))
        let ending = await (try startBurst(stage, servers, campaign: id, ["--at", early])).ending()
        #expect(ending.status == 0, "\(ending)")
        let report = try #require(try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
        #expect(report["outcomes"] as? [String: Int] == ["COMPLETED": 250, "SOLD_OUT": 150])
        // The rows say the same: nobody else got a coupon, so the sequences are the tickets.
        let rows = """
          SELECT count(*) FILTER (WHERE coupon_sequence = ticket) || ' ' || count(*) FILTER (WHERE coupon_sequence <> ticket)
          FROM queue_entries WHERE campaign_id = \(id)
          """
        #expect(try stage.database.value(rows) == "250 0")
        let line = "SELECT completed || ' ' || failed + failed_through - settled_through FROM campaign_queues"
        #expect(try stage.database.value(line) == "250 150")
      }
    }

    @Test func aLineThatWaitsForItsPausedCampaignBreaksNothingAndProvesNothing() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await queueOnlyCampaign(client, coupons: 250, startIn: .zero)
        _ = try await client.call(PauseCampaignRequest(campaignID: id))
        let ending = await (try startBurst(stage, [server], campaign: id, ["--wait-limit", "300ms"])).ending()
        #expect(ending.status == 1, "\(ending)")
        #expect(ending.error.contains("campaign \(id) is paused, and its line waits"), "\(ending)")
      }
    }

    @Test func aServerThatDiesKeepsNoEndFromBeingSeen() async throws {
      try await Stage.with { stage in
        let servers = [try await stage.server(), try await stage.server()]
        let id = try await queueOnlyCampaign(stage.client(of: servers[0]), coupons: 1_000, startIn: .zero)
        let burst = try startBurst(stage, servers, campaign: id, ["--wait-limit", "20s"])
        #expect(
          try await eventually {
            (Int(try stage.database.value("SELECT max(last_ticket) FROM campaign_queues") ?? "") ?? 0) > 200
          })
        let port = try await servers[1].kill()
        _ = try await scheduler(stage)
        let ending = await burst.ending()
        withExtendedLifetime(port) {}
        #expect(ending.status == 0, "\(ending)")
      }
    }

    @Test func aLineThatNobodyServesIsNamedOnceTheWaitIsOver() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let id = try await queueOnlyCampaign(stage.client(of: server), coupons: 250, startIn: .zero)
        let ending = await (try startBurst(stage, [server], campaign: id, ["--wait-limit", "300ms"])).ending()
        #expect(ending.status == 99, "\(ending)")
        #expect(ending.error.contains("BROKEN  every_entry_ended: 400 without an end"))
      }
    }
  }
}
