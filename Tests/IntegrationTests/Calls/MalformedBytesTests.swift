import NIOCore
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension CallsOverTheWire {
  /// Bytes that no client of ours would send: never a crash, never a hang, and the connection lives where it may.
  @Suite struct MalformedBytesTests {
    @Test func bytesThatAreNoRequestAreMalformed() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let id = try await stage.client(of: server).create().id
        let before = try stage.storedRows
        try await RawConnection.with(server) { connection in
          for garbage in [[0xFF, 0xFF, 0xFF], [0x0A, 0x7F], [0x0B], [0x0A, 2, 0xC3, 0x28]] as [[UInt8]] {
            ExpectedError.malformed.check(
              try await connection.call(RawFrame.data(garbage, streamID: 1))?.status, withoutFields: true)
          }
          for garbage in [[0xFF, 0xFF, 0xFF], [0x0B], [0x12, 0x7F, 0x61], [0x08], [0x0A, 1, 0x61]] as [[UInt8]] {
            ExpectedError.malformed.check(try await connection.call(RawFrame.call(.issueCoupon, garbage))?.status)
          }
          let broken = RawFrame.field(1, UInt8(clamping: id)) + RawFrame.field(2, [0x61, 0xC3, 0x28])
          ExpectedError.malformed("user_id").check(
            try await connection.call(RawFrame.call(.issueCoupon, broken))?.status)
          let surrogate = RawFrame.field(1, [0xED, 0xA0, 0x80]) + RawFrame.field(2, 1)
          ExpectedError.malformed("name").check(
            try await connection.call(RawFrame.call(.createCampaign, surrogate))?.status)
        }
        #expect(try stage.storedRows == before)
      }
    }

    @Test func aNULIsAFaultOfItsField() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let id = try await stage.client(of: server).create().id
        let before = try stage.storedRows
        try await RawConnection.with(server) { connection in
          let user = RawFrame.field(1, UInt8(clamping: id)) + RawFrame.field(2, [0x61, 0, 0x62])
          ExpectedError.invalidField("user_id").check(
            try await connection.call(RawFrame.call(.issueCoupon, user))?.status)
          let name = RawFrame.field(1, [0x61, 0, 0x62]) + RawFrame.field(2, 1)
          ExpectedError.invalidField("name").check(
            try await connection.call(RawFrame.call(.createCampaign, name))?.status)
        }
        #expect(try stage.storedRows == before)
      }
    }

    @Test func whatIsNotThereIsUnimplemented() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        try await RawConnection.with(server) { connection in
          for name in [
            MethodName(service: "campaign.v1.CampaignService", method: "Nothing"),
            MethodName(service: "nobody", method: "IssueCoupon"), MethodName(service: "", method: ""),
            MethodName(service: "campaign.v1.CampaignService", method: "issuecoupon"),
          ] {
            ExpectedError.unimplemented.check(try await connection.call(RawFrame.call(name, []))?.status)
          }
          for flags in [1, 2, 4, 0xFF] as [UInt8] {
            let stream = try RawFrame.call(.listCampaigns, ListCampaignsRequest(), flags: flags)
            ExpectedError.unimplemented.check(try await connection.call(stream)?.status)
          }
          // A message of an unknown type is skipped, and one of a stream that nobody opened, too.
          try await connection.send(RawFrame.zeros(length: 100, streamID: 5, type: 77))
          try await connection.send(RawFrame.zeros(length: 100, streamID: 5, type: FrameType.data))
          let list = try await connection.call(RawFrame.call(.listCampaigns, ListCampaignsRequest(), streamID: 9))
          #expect(list?.streamID == 9)
          #expect(try list?.message(ListCampaignsResponse.self) == ListCampaignsResponse())
        }
      }
    }

    @Test(arguments: [65_537, 4 << 20] as [UInt32])
    func aRequestThatIsTooLargeIsRefusedAndTheConnectionLives(length: UInt32) async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        try await RawConnection.with(server) { connection in
          let refused = try await connection.call(RawFrame.zeros(length: length, streamID: 1))
          ExpectedError.messageTooLarge.check(refused?.status)
          #expect(refused?.streamID == 1)
          let health = try await connection.call(RawFrame.call(.healthCheck, HealthCheckRequest(), streamID: 3))
          #expect(try health?.message(HealthCheckResponse.self).status == .serving)
        }
      }
    }

    @Test func aTooLargeRequestIsRefusedFromItsHeaderAlone() async throws {
      try await Stage.with { stage in
        let server = try await stage.server(["--max-request-bytes", "2048"])
        try await RawConnection.with(server) { connection in
          let refused = try await connection.call(RawFrame.zeros(length: 2_049, streamID: 1, sent: 0))
          ExpectedError.messageTooLarge.check(refused?.status)
        }
      }
    }

    @Test(arguments: [
      RawFrame.zeros(length: 4 << 20 + 1, streamID: 1, sent: 0), RawFrame.zeros(length: .max, streamID: 1, sent: 0),
      RawFrame.zeros(length: 0, streamID: 2), RawFrame.zeros(length: 0, streamID: 0),
      ByteBuffer(string: "GET / HTTP/1.1\r\nHost: here\r\n\r\n"),
    ]) func aFrameThatCantBeClosesTheConnection(frame: ByteBuffer) async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        try await RawConnection.with(server) { connection in
          #expect(try await connection.call(frame) == nil)
          try await connection.waitUntilClosed()
        }
        #expect(try await stage.client(of: server).call(HealthCheckRequest()).status == .serving)
      }
    }

    @Test func aCallWhoseTimeIsOverIsDropped() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let id = try await stage.client(of: server).create().id
        let before = try stage.storedRows
        try await RawConnection.with(server) { connection in
          for timeout in [-1, Int64.min] {
            let issue = try RawFrame.call(
              .issueCoupon, IssueCouponRequest(campaignID: id, userID: "minji"), timeoutNanoseconds: timeout)
            ExpectedError.deadlineExceeded.check(try await connection.call(issue)?.status)
          }
          let create = try RawFrame.call(
            .createCampaign, CreateCampaignRequest(name: "n", totalCoupons: 1), timeoutNanoseconds: -1)
          ExpectedError.deadlineExceeded.check(try await connection.call(create)?.status)
        }
        #expect(try stage.storedRows == before)
      }
    }

    @Test func anUnknownServiceHasNoHealth() async throws {
      try await Stage.with { stage in
        let client = try await stage.client()
        for service in ["", "campaign.v1.CampaignService"] {
          #expect(try await client.call(HealthCheckRequest(service: service)).status == .serving)
        }
        await expect(.serviceNotFound) {
          try await client.call(HealthCheckRequest(service: "nobody"))
        }
      }
    }
  }
}
