import NIOCore
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension CallsOverTheWire {
  /// Clients that end their side of the stream, and clients that are gone.
  @Suite struct HalfCloseTests {
    @Test func aRequestAndTheEndAtOnceAreAnswered() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let id = try await stage.client(of: server).create().id
        try await RawConnection.with(server) { connection in
          var requests = try RawFrame.call(
            .issueCoupon, IssueCouponRequest(campaignID: id, userID: "minji"), streamID: 1)
          var second = try RawFrame.call(.getCampaign, GetCampaignRequest(campaignID: id), streamID: 3)
          requests.writeBuffer(&second)
          try await connection.send(requests)
          try await connection.endOutput()
          var answers: [UInt32: RawAnswer] = [:]
          while let answer = await connection.answer() { answers[answer.streamID] = answer }
          #expect(answers.keys.sorted() == [1, 3])
          #expect(try answers[1]?.message(IssueCouponResponse.self).coupon?.userID == "minji")
          try await connection.waitUntilClosed()
        }
      }
    }

    @Test func anIdleConnectionClosesAtTheEnd() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        try await RawConnection.with(server) { connection in
          try await connection.endOutput()
          try await connection.waitUntilClosed()
        }
      }
    }

    /// More calls than a connection may have in flight: those that lie behind the end are served as places are free.
    @Test func allThatWasSentBeforeTheEndIsAnswered() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let calls = 10_000
        let id = try await stage.client(of: server).create(coupons: Int64(calls), perUser: 0).id
        try await RawConnection.with(server) { connection in
          var requests = ByteBuffer()
          for number in 0..<calls {
            var request = try RawFrame.call(
              .issueCoupon, IssueCouponRequest(campaignID: id), streamID: UInt32(2 * number + 1))
            requests.writeBuffer(&request)
          }
          try await connection.send(requests)
          try await connection.endOutput()
          var streams: Set<UInt32> = []
          while let answer = await connection.answer() {
            #expect(answer.status == nil)
            streams.insert(answer.streamID)
          }
          #expect(streams.count == calls)
        }
        #expect(try stage.storedCoupons(ofCampaign: id).count == calls)
      }
    }

    /// The end drops no call; a reset drops those that are undecided.
    @Test(arguments: [false, true]) func onlyAResetDropsCalls(isReset: Bool) async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await client.create().id
        let holder = try stage.holdRow(ofCampaign: id)
        try await RawConnection.with(server) { connection in
          try await connection.send(
            RawFrame.call(.issueCoupon, IssueCouponRequest(campaignID: id, userID: "minji")))
          #expect(try await stage.waitUntilSomebodyWaitsForALock())
          if isReset {
            try await connection.reset()
            // The server has seen it once it has seen what came later.
            #expect(try await client.call(HealthCheckRequest()).status == .serving)
          } else {
            try await connection.endOutput()
          }
          try holder.end()
          if !isReset {
            #expect(await connection.answer()?.status == nil)
          }
        }
        #expect(try await client.issue(id, user: "jun").coupon != nil)
        #expect(
          try stage.storedCoupons(ofCampaign: id).map(\.userID) == (isReset ? ["jun"] : ["minji", "jun"]))
      }
    }
  }
}
