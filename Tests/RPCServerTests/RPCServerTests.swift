import CampaignService
import Logging
import NIOCore
import RPCCodec
import Testing
import UseCaseStubs

@testable import RPCServer

@Suite(.timeLimit(.minutes(1))) struct RPCServerTests {
  private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  @Test func aPortInUseIsSaid() async throws {
    try await withServer(.stubs()) { address, _ in
      var configuration = RPCServerConfiguration.forTests()
      configuration.listenPort = try #require(address.port)
      let second = RPCServer(configuration: configuration, useCases: .stubs(), logger: quiet)
      let expected = RPCServerStartError.addressInUse("127.0.0.1:\(configuration.listenPort)")
      await #expect(throws: expected) { try await second.bind() }
      #expect(expected.description.contains("choose another port"))
    }
  }

  @Test func aHostThatIsNotOursIsSaid() async throws {
    var configuration = RPCServerConfiguration.forTests()
    configuration.listenHost = "192.0.2.1"
    let server = RPCServer(configuration: configuration, useCases: .stubs(), logger: quiet)
    await #expect(throws: RPCServerStartError.addressNotAvailable("192.0.2.1:0")) { try await server.bind() }
  }

  @Test func aHostThatDoesNotExistIsSaid() async throws {
    var configuration = RPCServerConfiguration.forTests()
    configuration.listenHost = "no such host"
    let server = RPCServer(configuration: configuration, useCases: .stubs(), logger: quiet)
    await #expect(throws: RPCServerStartError.self) { try await server.bind() }
  }

  @Test func portZeroTakesAFreePort() async throws {
    try await withServer(.stubs()) { address, _ in
      #expect((address.port ?? 0) > 0)
      #expect(address.hostAndPort == "127.0.0.1:\(address.port ?? 0)")
    }
  }

  @Test func aServerRunsOnce() async throws {
    let server = RPCServer(configuration: .forTests(), useCases: .stubs(), logger: quiet)
    _ = try await server.bind()
    await #expect(throws: RPCServerStartError.startedBefore) { try await server.bind() }
    let running = Task { try await server.run() }
    running.cancel()
    try await running.value
    await #expect(throws: RPCServerStartError.startedBefore) { try await server.run() }
  }

  @Test func cancellingEndsTheServerWithItsConnections() async throws {
    let server = RPCServer(configuration: .forTests(), useCases: .stubs(), logger: quiet)
    let address = try await server.bind()
    let running = Task { try await server.run() }
    let client = try await SocketClient.connect(to: address)
    #expect(try await client.call(Wire.issue(1)).status == nil)
    running.cancel()
    try await running.value
    try await client.waitUntilClosed()
  }

  @Test func connectionsBeyondTheMaximumAreClosedAndLaterOnesServed() async throws {
    var configuration = RPCServerConfiguration.forTests()
    configuration.maximumConnections = 2
    let log = CapturedLog()
    try await withServer(.stubs(), configuration: configuration, logger: log.logger) { address, _ in
      let first = try await SocketClient.connect(to: address)
      let second = try await SocketClient.connect(to: address)
      #expect(try await first.call(Wire.issue(1)).status == nil)
      #expect(try await second.call(Wire.issue(1)).status == nil)
      for _ in 0..<5 {
        let third = try await SocketClient.connect(to: address)
        try await third.waitUntilClosed()
      }
      // Refusals are logged at most once a second, which RefusalLogTests shows on a clock of its own.
      #expect(log.lines.contains { $0.contains("too many") })
      #expect(try await first.call(Wire.issue(3)).status == nil)
      try await first.close()
      try await serveAgain(at: address)
      try await second.close()
    }
  }

  /// Connects until the server has noticed that a place is free.
  private func serveAgain(at address: SocketAddress) async throws {
    while true {
      let client = try await SocketClient.connect(to: address)
      if let answer = try? await client.call(Wire.issue(1)) {
        #expect(answer.status == nil)
        try await client.close()
        return
      }
    }
  }

  @Test func addressesAreWrittenWithTheirPort() throws {
    #expect(try SocketAddress(ipAddress: "127.0.0.1", port: 7400).hostAndPort == "127.0.0.1:7400")
    #expect(try SocketAddress(ipAddress: "::1", port: 7400).hostAndPort == "[::1]:7400")
  }
}
