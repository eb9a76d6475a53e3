import CampaignApplication
import CampaignService
import NIOCore
import RPCCodec
import ServiceLifecycleTestKit
import Testing
import UseCaseStubs

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
    connection.advance(by: .milliseconds(50))
    #expect(!connection.isOpen)
    try connection.endInput()
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
      try connection.endInput()
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

  @Test func whoGoesOnSendingIsToldUntilTheyAreQuiet() throws {
    let connection = try EmbeddedConnection(.stubs())
    connection.beginDrain()
    for number in 0..<100 {
      try connection.receive(Wire.issue(UInt32(2 * number + 1)))
      #expect(try connection.answers().map(\.reason) == ["DRAINING"])
      connection.advance(by: .milliseconds(40))
      #expect(connection.isOpen)
    }
    connection.advance(by: .milliseconds(60))
    #expect(!connection.isOpen)
  }

  @Test func whatLiesUnreadInTheSocketIsReadFirst() throws {
    let connection = try EmbeddedConnection(.stubs())
    connection.socket.unreadBytes = 100
    connection.beginDrain()
    connection.advance(by: .milliseconds(500))
    #expect(connection.isOpen)
    try connection.receive(Wire.issue(1))
    connection.socket.unreadBytes = 0
    connection.advance(by: .milliseconds(100))
    #expect(try connection.answers().map(\.reason) == ["DRAINING"])
    #expect(!connection.isOpen)
  }

  @Test func whoGoesOnSendingDoesNotHoldTheDrainBeyondItsLimit() throws {
    let connection = try EmbeddedConnection(.stubs())
    connection.beginDrain()
    try connection.receive(Wire.issue(1))
    connection.endDrain()
    #expect(!connection.isOpen)
    #expect(try connection.answers().map(\.reason) == ["DRAINING"])
  }

  @Test func framesBehindOurEndAreNeverServed() throws {
    let connection = try EmbeddedConnection(.issuing(with: held))
    connection.beginDrain()
    connection.advance(by: .milliseconds(50))
    #expect(!connection.isOpen)
    try connection.receive(Wire.issue(1), Wire.request(3, .healthCheck, HealthCheckRequest()))
    #expect(try connection.answers().isEmpty)
    #expect(held.seen == 0)
  }

  @Test func thePeersEndIsAwaitedForASecond() throws {
    let connection = try EmbeddedConnection(.stubs())
    connection.beginDrain()
    connection.advance(by: .milliseconds(50))
    #expect(!connection.isOpen)
    connection.advance(by: .milliseconds(999))
    #expect(!connection.isGone)
    connection.advance(by: .milliseconds(1))
    #expect(connection.isGone)
  }

  @Test func answersAreWrittenBeforeOurEnd() throws {
    let connection = try EmbeddedConnection(.stubs())
    connection.socket.takes = false
    try connection.receive(Wire.issue(1))
    connection.beginDrain()
    connection.advance(by: .seconds(3))
    #expect(connection.isOpen)
    connection.socket.takes = true
    while connection.socket.waitingCount > 0 { try connection.socket.takeFirst(of: connection.channel) }
    #expect(try connection.answers().map(\.streamID) == [1])
    #expect(!connection.isOpen)
    // The second counts from here.
    connection.advance(by: .milliseconds(999))
    #expect(!connection.isGone)
    connection.advance(by: .milliseconds(1))
    #expect(connection.isGone)
  }

  @Test func atTheLimitEveryCallHearsWhatIsKnownOfIt() throws {
    let connection = try EmbeddedConnection(.issuing(with: held))
    try connection.receive(Wire.issue(1), Wire.issue(3))
    let calls = held.take()
    #expect(calls[1].call.beginDecision(at: connection.clock.now))
    connection.beginDrain()
    connection.advance(by: .seconds(9))
    #expect(connection.isOpen)
    connection.endDrain()
    let answers = try connection.answers()
    #expect(answers.map(\.streamID) == [1, 3])
    #expect(answers.map(\.reason) == ["DRAINING", "OUTCOME_UNKNOWN"])
    #expect(!connection.isOpen)
    #expect(!calls[0].call.beginDecision(at: connection.clock.now))
    // The work of the second goes on; the connection doesn't wait for it.
    try connection.endInput()
    #expect(connection.environment.registry.count == 0)
    calls[1].complete(.success(output))
    connection.runLoop()
  }

  @Test func framesThatWaitedForAPlaceAreToldAtOnce() throws {
    var configuration = RPCServerConfiguration()
    configuration.maximumCallsPerConnection = 1
    let connection = try EmbeddedConnection(.issuing(with: held), configuration: configuration)
    try connection.receive(Wire.issue(1), Wire.issue(3), Wire.issue(5))
    connection.beginDrain()
    #expect(try connection.answers().map(\.streamID) == [3, 5])
    held.take()[0].complete(.success(output))
    connection.runLoop()
    #expect(try connection.answers().map(\.streamID) == [1])
  }

  @Test func aPageThatWaitsIsToldAtTheLimit() throws {
    let pages = HeldCalls<GetCampaign.Input, GetCampaign.Output>()
    var useCases = CampaignUseCases.stubs()
    useCases.getCampaign = pages
    var configuration = RPCServerConfiguration()
    configuration.maximumPageBytesPerConnection = 1
    let connection = try EmbeddedConnection(useCases, configuration: configuration)
    try connection.receive(
      Wire.request(1, .getCampaign, GetCampaignRequest(campaignID: 7)),
      Wire.request(3, .getCampaign, GetCampaignRequest(campaignID: 7)))
    #expect(pages.seen == 1)
    connection.beginDrain()
    connection.endDrain()
    #expect(try connection.answers().map(\.reason) == ["DRAINING", "DRAINING"])
    pages.take()[0].complete(.failure(.soldOut))
    connection.runLoop()
    #expect(pages.seen == 1)
    #expect(connection.environment.pages.usedBytes == 0)
  }

  /// Awaits the beginning of the drain, which follows the signal by some turns of other threads: a call that comes
  /// before it is served.
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
      // A client that gets in until then is told to go elsewhere.
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

  @Test func callsThatDoNotEndAreToldAfterTheDrainTime() async throws {
    var configuration = RPCServerConfiguration.forTests()
    configuration.drainTimeout = .milliseconds(100)
    let log = CapturedLog()
    try await withServer(.issuing(with: held), configuration: configuration, logger: log.logger) { address, shutdown in
      let client = try await SocketClient.connect(to: address)
      try await client.send(Wire.issue(1))
      await held.waitUntilSeen(1)
      shutdown.triggerGracefulShutdown()
      #expect(await client.answers(2).map(\.reason) == ["DRAINING"])
      try await client.waitUntilClosed()
    }
    // A completion after the server's end does no harm.
    held.take()[0].complete(.success(output))
    #expect(log.lines.contains { $0.contains("with calls in flight") })
  }

  /// A client that answers our end with nothing, and one that goes on sending behind it.
  @Test(arguments: [false, true]) func whoDoesNotEndIsCutOffSoon(goesOn: Bool) async throws {
    var configuration = RPCServerConfiguration.forTests()
    configuration.closingTimeout = .milliseconds(200)
    try await withServer(.stubs(), configuration: configuration) { address, shutdown in
      let client = try await SocketClient.connect(to: address, endsWithServer: false)
      #expect(try await client.call(Wire.issue(1)).status == nil)
      shutdown.triggerGracefulShutdown()
      await client.waitUntilEnded()
      if goesOn {
        // A write fails once the server is gone.
        while (try? await client.send(Wire.issue(3))) != nil { await Task.yield() }
      }
    }
  }

  /// Answers before a fault arrive, though more than the server read was on its way.
  @Test func answersBeforeAFaultArriveThoughMoreWasSent() async throws {
    try await withServer(.stubs()) { address, _ in
      let client = try await SocketClient.connect(to: address)
      try await client.send(Wire.issue(1), Wire.issue(2), ByteBuffer(repeating: 0, count: 1 << 20))
      #expect(await client.answers(2).map(\.streamID) == [1])
      try await client.waitUntilClosed()
    }
  }
}
