import Foundation
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// The first signal lets calls finish, the second ends everything.
  @Suite struct DrainTests {
    /// Waits until the server says that it drains.
    private func waitUntilDraining(_ client: CampaignClient) async throws -> Bool {
      try await eventually { try await client.call(HealthCheckRequest()).status == .notServing }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func callsInFlightFinishAndNewOnesAreToldToGoElsewhere(signal: Int32) async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await client.create().id
        let holder = try stage.holdRow(ofCampaign: id)
        async let issued = client.issue(id, user: "minji")
        #expect(try await stage.waitUntilSomebodyWaitsForALock())
        server.process.send(signal)
        #expect(try await waitUntilDraining(client))
        await expect(.draining) { try await client.issue(id, user: "jun") }
        await expect(.draining) { try await client.call(ListCampaignsRequest()) }
        try holder.end()
        #expect(try await issued.coupon?.sequence == 1)
        #expect(await server.process.ending().status == 0)
        #expect(try stage.storedCoupons(ofCampaign: id).map(\.userID) == ["minji"])
      }
    }

    @Test func aSecondSignalEndsTheServerAtOnce() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await client.create().id
        let holder = try stage.holdRow(ofCampaign: id)
        async let issuing: Void = {
          await #expect(throws: RPCClientError.connectionLost) { try await client.issue(id, user: "minji") }
        }()
        #expect(try await stage.waitUntilSomebodyWaitsForALock())
        server.process.send(SIGTERM)
        #expect(try await waitUntilDraining(client))
        server.process.send(SIGTERM)
        #expect(await server.process.ending().status == 1)
        await issuing
        try holder.end()
      }
    }

    @Test func callsThatDontFinishInTimeAreToldSo() async throws {
      try await Stage.with { stage in
        let server = try await stage.server(["--drain-timeout", "50ms"])
        let client = stage.client(of: server)
        let id = try await client.create().id
        let holder = try stage.holdRow(ofCampaign: id)
        async let issuing = expect(.draining) { try await client.issue(id, user: "minji") }
        #expect(try await stage.waitUntilSomebodyWaitsForALock())
        server.process.send(SIGTERM)
        #expect(await server.process.ending().status == 0)
        _ = await issuing
        try holder.end()
        #expect(try stage.storedCoupons(ofCampaign: id).isEmpty)
      }
    }

    @Test(arguments: [SIGTERM, SIGINT]) func whoIsIdleEndsWell(signal: Int32) async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let scheduler = try await stage.scheduler()
        // A client that stays connected keeps nobody from leaving.
        #expect(try await stage.client(of: server).call(HealthCheckRequest()).status == .serving)
        server.process.send(signal)
        scheduler.send(signal)
        #expect(await server.process.ending().status == 0)
        #expect(await scheduler.ending().status == 0)
      }
    }
  }
}
