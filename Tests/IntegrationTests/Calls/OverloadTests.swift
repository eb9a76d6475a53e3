import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension CallsOverTheWire {
  /// A campaign whose row somebody else holds: callers wait in a bounded lane, for a bounded time.
  @Suite struct OverloadTests {
    @Test func aFullLaneRefusesAndThoseInItAreServed() async throws {
      try await Stage.with { stage in
        let server = try await stage.server(["--lane-capacity", "2"])
        let id = try await stage.client(of: server).create().id
        let holder = try stage.holdRow(ofCampaign: id)
        try await RawConnection.with(server) { connection in
          func send(_ streamID: UInt32) async throws {
            let request = IssueCouponRequest(campaignID: id, userID: "user-\(streamID)")
            try await connection.send(RawFrame.call(.issueCoupon, request, streamID: streamID))
          }
          try await send(1)
          #expect(try await stage.waitUntilSomebodyWaitsForALock())
          for streamID in [3, 5, 7] as [UInt32] { try await send(streamID) }
          let refused = await connection.answer()
          #expect(refused?.streamID == 7)
          ExpectedError.overloaded.check(refused?.status)
          try holder.end()
          var served: Set<UInt32> = []
          for _ in 0..<3 {
            guard let answer = await connection.answer() else { break }
            #expect(answer.status == nil)
            served.insert(answer.streamID)
          }
          #expect(served == [1, 3, 5])
        }
        #expect(try stage.storedCoupons(ofCampaign: id).map(\.userID).sorted() == ["user-1", "user-3", "user-5"])
      }
    }

    @Test func theLongerALaneStandsStillTheLaterItsRefusalsSayToComeBack() async throws {
      try await Stage.with { stage in
        let server = try await stage.server(["--lane-capacity", "1", "--group-size", "1"])
        let id = try await stage.client(of: server).create().id
        let holder = try stage.holdRow(ofCampaign: id)
        try await RawConnection.with(server) { connection in
          var streamID: UInt32 = 1
          func send() async throws {
            let request = IssueCouponRequest(campaignID: id, userID: "user-\(streamID)")
            try await connection.send(RawFrame.call(.issueCoupon, request, streamID: streamID))
            streamID += 2
          }
          func retryDelay() async throws -> Duration? {
            try await send()
            let status = await connection.answer()?.status
            ExpectedError.overloaded.check(status)
            return status?.retryDelay
          }
          try await send()
          #expect(try await stage.waitUntilSomebodyWaitsForALock())
          try await send()
          let first = try #require(try await retryDelay())
          #expect(first > .zero)
          #expect(try await eventually { try await retryDelay().map { $0 > first * 2 } ?? false })
        }
        try holder.end()
      }
    }

    @Test func aLockThatIsNotGrantedInTimeIsOverload() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        let id = try await client.create().id
        let other = try await client.create().id
        let before = try stage.storedRows
        let holders = [try stage.holdRow(ofCampaign: id), try stage.holdRow(ofCampaign: other)]
        async let issuing = expect(.overloaded) { try await client.issue(id, user: "minji") }
        async let pausing = expect(.overloaded) {
          try await client.call(PauseCampaignRequest(campaignID: other))
        }
        _ = await (issuing, pausing)
        for holder in holders { try holder.end() }
        #expect(try stage.storedRows == before)
        #expect(try await client.issue(id, user: "minji").coupon?.sequence == 1)
      }
    }

    @Test func aCallWhoseTimeRunsOutBehindALockIssuesNothing() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await client.create().id
        let holder = try stage.holdRow(ofCampaign: id)
        try await RawConnection.with(server) { connection in
          let request = IssueCouponRequest(campaignID: id, userID: "minji")
          let answer = try await connection.call(
            RawFrame.call(.issueCoupon, request, timeoutNanoseconds: 200_000_000))
          ExpectedError.deadlineExceeded.check(answer?.status)
        }
        try holder.end()
        // The lane keeps its order: what comes after that call is answered after its group.
        #expect(try await client.issue(id, user: "jun").coupon?.sequence == 1)
        #expect(try stage.storedCoupons(ofCampaign: id).map(\.userID) == ["jun"])
      }
    }

    @Test func aFaultOfOurOwnShowsNoInnerText() async throws {
      try await Stage.with { stage in
        let server = try await stage.server(["--issue-connections", "1"])
        let client = stage.client(of: server)
        let id = try await client.create().id
        #expect(try await client.issue(id, user: "jun").coupon?.sequence == 1)
        try stage.database.query("ALTER TABLE coupons RENAME TO hidden_coupons")
        let status = try #require(await expect(.internalFault) { try await client.issue(id, user: "minji") })
        #expect(!status.message.contains("coupons"))
        let faultID = try #require(
          status.message.split(whereSeparator: { " :.,".contains($0) }).first { $0.count == 16 })
        await server.process.waitForError(String(faultID))
        #expect(server.process.errorSoFar.contains("42P01"), "the log says what it was")
        try stage.database.query("ALTER TABLE hidden_coupons RENAME TO coupons")
        #expect(try await client.issue(id, user: "minji").coupon?.sequence == 2)
      }
    }
  }
}
