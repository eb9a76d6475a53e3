import PartnerStandIn
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// The addresses that coupons are sent to: whoever has the name of a partner's host can have it lead anywhere.
  @Suite struct DeliveryAddressTests {
    /// The address at which clouds tell machines their secrets.
    private static let excluded = "169.254.169.254"

    @Test func aNameThatLeadsToAnExcludedAddressLaterIsSentNothingUntilItIsBack() async throws {
      let partner = try await PartnerStandIn()
      let host = try await MovableHost(at: "127.0.0.1")
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await stage.delivering(0, of: 10, to: partner, at: host.name, by: client)
        let scheduler = try await stage.scheduler(["--queue-interval", "0"], environment: host.environment)
        func ask(_ user: String) async throws -> String {
          try #require(try await client.call(RequestCouponRequest(campaignID: id, userID: user)).request?.requestID)
        }
        func ended(_ request: String) async throws -> CouponRequestMessage? {
          try await client.call(WaitCouponRequestRequest(requestID: request)).request
        }
        let first = try await ask("first")
        #expect(try await ended(first)?.status == .done)
        #expect(partner.calls.map { $0.headers["host"] } == ["\(host.name):\(partner.port)"])

        // The connection to the first address stands still, and might be used again.
        try host.move(to: Self.excluded)
        let second = try await ask("second")
        await scheduler.waitForError("deliveries stand still")
        let line = scheduler.errorSoFar.lines(saying: "deliveries stand still").first ?? ""
        #expect(line.contains(" critical ") && line.contains("\(host.name) is at \(Self.excluded)"), "\(line)")
        // Tries go on, and find it so.
        #expect(
          try await eventually {
            try stage.database.value("SELECT count(*) FROM delivery_standstills WHERE failures >= 2") == "1"
          })
        #expect(try await eventually { try stage.database.value("SELECT attempts FROM deliveries") == "0" })
        #expect(partner.callCount == 1)

        try host.move(to: "127.0.0.1")
        let request = try await ended(second)
        #expect(request?.status == .done && request?.attempts == 1, "only what was sent is counted")
        await scheduler.waitForError("deliveries go on")
        #expect(partner.book.takenKeys == [first, second] && partner.book.postCount == 2)
        #expect(host.looks.first == "127.0.0.1" && host.looks.last == "127.0.0.1")
        #expect(host.looks.count { $0 == Self.excluded } >= 2)
        #expect(Set(host.connections) == ["127.0.0.1"])
        try stage.expectDeliveriesEndedWell(campaign: id, total: 10, partner: partner)
      }
      await partner.stop()
    }
  }
}
