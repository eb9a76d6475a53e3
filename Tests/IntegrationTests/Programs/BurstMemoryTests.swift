import NIOCore
import ProcessHarness
import RPCClient
import RPCCodec
import TestDatabase
import Testing

extension ProgramsInOperation {
  /// The memory that a connection keeps of a burst of calls.
  @Suite struct BurstMemoryTests {
    private static let connections = 60
    private static let calls = 1_000

    /// Many calls at once.
    private func burst() throws -> ByteBuffer {
      var requests = ByteBuffer()
      for number in 0..<Self.calls {
        let request = IssueCouponRequest(campaignID: 999_999_999, userID: "minji")
        var frame = try RawFrame.call(.issueCoupon, request, streamID: UInt32(2 * number + 1))
        requests.writeBuffer(&frame)
      }
      return requests
    }

    private func serve(_ burst: ByteBuffer, on connection: RawConnection) async throws {
      try await connection.send(burst)
      for _ in 0..<Self.calls { _ = try #require(await connection.answer()) }
    }

    @Test func connectionsKeepLittleOfABurst() async throws {
      try await Stage.with { stage in
        let server = try await stage.server()
        let burst = try burst()
        try await RawConnection.with(server) { try await serve(burst, on: $0) }
        var connections: [RawConnection] = []
        for _ in 0..<Self.connections {
          let connection = try await RawConnection.connect(to: server, limit: .seconds(100))
          _ = try await connection.call(RawFrame.call(.healthCheck, HealthCheckRequest()))
          connections.append(connection)
        }
        let before = try #require(server.process.residentBytes)
        for connection in connections { try await serve(burst, on: connection) }
        // A limit of twice 32 KiB for each connection.
        #expect(
          try await eventually {
            (server.process.residentBytes ?? .max) - before < Self.connections * 64 << 10
          }, "\((server.process.residentBytes ?? 0) - before) bytes more")
        for connection in connections { await connection.close() }
      }
    }
  }
}
