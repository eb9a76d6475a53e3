import CampaignApplication
import NIOCore
import RPCCodec
import ServiceLifecycleTestKit
import Testing

@testable import RPCServer

@Suite(.timeLimit(.minutes(1))) struct DrainTests {
  private let held = HeldCalls<IssueInput, IssueOutput>()
  private let output = IssueOutput(coupon: Samples.coupon(), alreadyIssued: false)

  @Test func newCallsAreRefusedAndOthersFinish() throws {
    let connection = try EmbeddedConnection(.issuing(with: held))
    try connection.receive(Wire.issue(1))
    connection.beginDrain()
    try connection.receive(Wire.issue(3))
    let refused = try #require(try connection.answers().first?.status)
    #expect(refused.code == .unavailable)
    #expect(refused.reason == "DRAINING")
    #expect(refused.httpStatus == 503)
    #expect(refused.retryDelay == .seconds(1))
    connection.advance(by: .seconds(1))
    #expect(connection.isOpen)
    held.take()[0].complete(.success(output))
    connection.runLoop()
    #expect(try connection.answers().map(\.streamID) == [1])
    connection.advance(by: .seconds(1))
    #expect(!connection.isOpen)
    #expect(connection.environment.registry.count == 0)
  }

  @Test func anIdleConnectionCloses() throws {
    let connection = try EmbeddedConnection(.stubs())
    connection.beginDrain()
    #expect(connection.isOpen)
    connection.advance(by: .seconds(1))
    #expect(!connection.isOpen)
  }

  @Test func aQuietConnectionStaysAndIsToldWhileAnotherHasCallsInFlight() throws {
    let busy = try EmbeddedConnection(.issuing(with: held))
    let quiet = try EmbeddedConnection(toServerOf: busy)
    try busy.receive(Wire.issue(1))
    busy.beginDrain()
    quiet.advance(by: .seconds(5))
    #expect(quiet.isOpen)
    try quiet.receive(Wire.request(1, .healthCheck, HealthCheckRequest()), Wire.issue(3))
    let answers = try quiet.answers()
    #expect(try answers.first?.message(HealthCheckResponse.self).status == .notServing)
    #expect(answers.last?.reason == "DRAINING")

    held.take()[0].complete(.success(output))
    busy.runLoop()
    for connection in [busy, quiet] {
      connection.runLoop()
      connection.advance(by: .seconds(1))
      #expect(!connection.isOpen)
    }
    #expect(busy.environment.registry.count == 0)
  }

  @Test func aConnectionThatEndsWithItsCallsLetsTheOthersClose() throws {
    let busy = try EmbeddedConnection(.issuing(with: held))
    let quiet = try EmbeddedConnection(toServerOf: busy)
    try busy.receive(Wire.issue(1))
    busy.beginDrain()
    quiet.runLoop()
    try busy.channel.close().wait()
    busy.runLoop()
    held.take()[0].complete(.failure(.deadlineExceeded))
    busy.runLoop()
    quiet.advance(by: .seconds(1))
    #expect(!quiet.isOpen)
  }

  @Test func aClientThatGoesOnSendingDoesNotHoldTheDrain() throws {
    let connection = try EmbeddedConnection(.stubs())
    connection.beginDrain()
    var refused = 0
    while connection.isOpen, refused < 100 {
      try connection.receive(Wire.issue(1))
      refused += try connection.answers().filter { $0.reason == "DRAINING" }.count
      connection.advance(by: .milliseconds(20))
    }
    #expect(refused > 0)
    #expect(!connection.isOpen)
  }

  /// Awaits the beginning of the drain, which follows the signal by some turns of other threads: a call that comes before
  /// it is served.
  private func waitUntilNotServing(_ client: SocketClient, firstStreamID: UInt32) async throws {
    var streamID = firstStreamID
    while true {
      let health = try await client.call(Wire.request(streamID, .healthCheck, HealthCheckRequest()))
      if try health.message(HealthCheckResponse.self).status == .notServing { return }
      streamID += 2
    }
  }

  @Test func anIdleClientDoesNotHoldTheDrain() async throws {
    try await withServer(.stubs()) { address, shutdown in
      let client = try await SocketClient.connect(to: address)
      #expect(try await client.call(Wire.issue(1)).status == nil)
      shutdown.triggerGracefulShutdown()
      // The server's end is awaited by withServer, which would not return while this client held it.
      try await client.waitUntilClosed()
    }
  }

  @Test func aCallInFlightIsAnsweredDuringTheDrain() async throws {
    try await withServer(.issuing(with: held)) { address, shutdown in
      let client = try await SocketClient.connect(to: address)
      try await client.send(Wire.issue(1))
      await held.waitUntilSeen(1)
      shutdown.triggerGracefulShutdown()
      // The answer comes only now: the drain waits for the call.
      try await waitUntilNotServing(client, firstStreamID: 5)
      let refused = try await client.call(Wire.issue(3))
      #expect(refused.reason == "DRAINING")
      held.take()[0].complete(.success(output))
      let answer = await client.answers(1)
      #expect(answer.map(\.streamID) == [1])
      #expect(answer.first?.status == nil)
      try await client.waitUntilClosed()
    }
  }

  @Test func nobodyCanConnectWhileTheServerDrains() async throws {
    try await withServer(.issuing(with: held)) { address, shutdown in
      let client = try await SocketClient.connect(to: address)
      try await client.send(Wire.issue(1))
      await held.waitUntilSeen(1)
      shutdown.triggerGracefulShutdown()
      // The listener closes soon after the drain began.
      try await waitUntilNotServing(client, firstStreamID: 5)
      // Until it is closed whoever gets in is told to go elsewhere.
      var isClosed = false
      while !isClosed {
        do {
          let late = try await SocketClient.connect(to: address)
          #expect(try await late.call(Wire.issue(1)).reason == "DRAINING")
        } catch {
          isClosed = true
        }
      }
      held.take()[0].complete(.success(output))
      try await client.waitUntilClosed()
    }
  }

  @Test func callsThatDoNotEndAreGivenUpAfterTheDrainTime() async throws {
    var configuration = RPCServerConfiguration.forTests()
    configuration.drainTimeout = .milliseconds(100)
    let log = CapturedLog()
    try await withServer(.issuing(with: held), configuration: configuration, logger: log.logger) { address, shutdown in
      let client = try await SocketClient.connect(to: address)
      try await client.send(Wire.issue(1))
      await held.waitUntilSeen(1)
      shutdown.triggerGracefulShutdown()
      try await client.waitUntilClosed()
    }
    // A completion after the server's end does no harm.
    held.take()[0].complete(.success(output))
    #expect(log.lines.contains { $0.contains("with calls in flight") })
  }
}
