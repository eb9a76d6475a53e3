import NIOCore
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension CallsOverTheWire {
  /// Callers that ask for many pages and read them late or never.
  @Suite struct SlowReaderTests {
    private func pages(of id: Int64, count: Int, size: Int32 = 0) throws -> ByteBuffer {
      var requests = ByteBuffer()
      for number in 0..<count {
        var request = try RawFrame.call(
          .getCampaign, GetCampaignRequest(campaignID: id, pageSize: size), streamID: UInt32(2 * number + 1))
        requests.writeBuffer(&request)
      }
      return requests
    }

    /// The time that a call takes.
    private func time(_ call: () async throws -> Void) async throws -> Duration {
      let start = ContinuousClock.now
      try await call()
      return start.duration(to: .now)
    }

    @Test func pagesThatNobodyReadsKeepNeitherCallersNorMemory() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await client.create(coupons: 10_000, perUser: 0).id
        try stage.fillPages(ofCampaign: id, coupons: 10_000)
        let hot = try await client.create(coupons: 1_000_000, perUser: 0).id
        for _ in 0..<4 {
          #expect(try await client.call(GetCampaignRequest(campaignID: id)).coupons.count == 10_000)
        }
        _ = try await client.issue(hot)
        let before = try #require(server.process.residentBytes)

        let requests = try pages(of: id, count: 30)
        var readers: [RawConnection] = []
        for _ in 0..<40 {
          let reader = try await RawConnection.connect(to: server, reading: false)
          try await reader.send(requests)
          readers.append(reader)
        }
        let prober = stage.client(of: server)
        var (issue, health, memory) = (Duration.zero, Duration.zero, 0)
        // The time during which pages wait and the readers, which take nothing, are given up: five seconds.
        let end = ContinuousClock.now + .seconds(8)
        while ContinuousClock.now < end {
          issue = max(issue, try await time { _ = try await client.issue(hot) })
          health = max(health, try await time { _ = try await prober.call(HealthCheckRequest()) })
          memory = max(memory, server.process.residentBytes ?? 0)
        }
        // Limits of twice the deadlines, because this machine has other things to do.
        #expect(issue < .seconds(2))
        #expect(health < .seconds(1))
        #expect(memory < 400 << 20)
        for reader in readers { await reader.close() }
        #expect(
          try await eventually { (server.process.residentBytes ?? .max) < before + 50 << 20 },
          "\(before) bytes before, \(server.process.residentBytes ?? 0) after")
      }
    }

    @Test func whoReadsIsServedToTheEndHoweverLateTheyBegin() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await client.create(coupons: 500, perUser: 0).id
        try stage.fillPages(ofCampaign: id, coupons: 500)
        let reader = try await RawConnection.connect(to: server, reading: false)
        let before = try #require(server.process.residentBytes)
        try await reader.send(pages(of: id, count: 1_024, size: 500))
        // The server keeps pages, of which a connection may have 8 MiB, before the first is read.
        #expect(try await eventually { (server.process.residentBytes ?? 0) > before + 4 << 20 })
        try await reader.startReading()
        var streams: Set<UInt32> = []
        while streams.count < 1_024, let answer = await reader.answer() {
          #expect(answer.status == nil)
          streams.insert(answer.streamID)
        }
        #expect(streams.count == 1_024)
        await reader.close()
      }
    }

    @Test func whoReadsNothingIsClosedAndKeepsNobodyFromTheirPages() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let client = stage.client(of: server)
        let id = try await client.create(coupons: 10_000, perUser: 0).id
        try stage.fillPages(ofCampaign: id, coupons: 10_000)
        var silent: [RawConnection] = []
        for _ in 0..<10 {
          let reader = try await RawConnection.connect(to: server, reading: false)
          try await reader.send(pages(of: id, count: 30))
          silent.append(reader)
        }
        // The silent readers hold all room; it comes back as they are given up.
        #expect(try await client.call(GetCampaignRequest(campaignID: id)).coupons.count == 10_000)
        #expect(try await eventually(within: .seconds(25)) { silent.allSatisfy { !$0.isActive } })
        for reader in silent {
          var count = 0
          while await reader.answer() != nil { count += 1 }
          #expect(count < 30)
        }
      }
    }
  }
}
