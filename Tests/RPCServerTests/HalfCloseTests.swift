import CampaignApplication
import CampaignService
import NIOCore
import NIOEmbedded
import NIOPosix
import RPCCodec
import Testing
import UseCaseStubs

@testable import RPCServer

/// A peer that ends its side of the stream has said all that it wants, and still hears the answers.
@Suite(.timeLimit(.minutes(1))) struct HalfCloseTests {
  private let held = HeldCalls<IssueInput, IssueOutput>()
  private let output = IssueOutput(coupon: Samples.coupon(), alreadyIssued: false)

  @Test func whatWasSentBeforeTheEndIsAnsweredAndThenTheConnectionCloses() throws {
    let connection = try EmbeddedConnection(.issuing(with: held))
    try connection.receive(Wire.issue(1), Wire.issue(3))
    try connection.endInput()
    #expect(connection.isOpen)
    let calls = held.take()
    #expect(calls.count == 2)
    calls[1].complete(.success(output))
    connection.runLoop()
    #expect(connection.isOpen)
    calls[0].complete(.success(output))
    connection.runLoop()
    #expect(try connection.answers().map(\.streamID) == [3, 1])
    #expect(connection.isGone)
    #expect(connection.environment.registry.count == 0)
  }

  @Test func anIdleConnectionClosesAtOnce() throws {
    let connection = try EmbeddedConnection(.stubs())
    try connection.receive(Wire.issue(1))
    try connection.endInput()
    #expect(connection.isGone)
    #expect(try connection.answers().count == 1)
  }

  @Test func halfAFrameBeforeTheEndIsDropped() throws {
    let connection = try EmbeddedConnection(.stubs())
    let request = try Wire.issue(1)
    try connection.receive(try #require(request.getSlice(at: 0, length: 20)))
    try connection.endInput()
    #expect(connection.isGone)
  }

  @Test func framesThatWaitedForAPlaceAreServedBehindTheEnd() throws {
    var configuration = RPCServerConfiguration()
    configuration.maximumCallsPerConnection = 1
    let connection = try EmbeddedConnection(.issuing(with: held), configuration: configuration)
    try connection.receive(Wire.issue(1), Wire.issue(3), Wire.issue(5))
    try connection.endInput()
    for streamID in [1, 3, 5] as [UInt32] {
      #expect(connection.isOpen)
      let calls = held.take()
      #expect(calls.count == 1)
      calls.first?.complete(.success(output))
      connection.runLoop()
      #expect(try connection.answers().map(\.streamID) == [streamID])
    }
    #expect(connection.isGone)
  }

  @Test func aDeadlineStillEndsACallBehindTheEnd() throws {
    let connection = try EmbeddedConnection(.issuing(with: held))
    try connection.receive(Wire.issue(1, timeoutNanoseconds: 1_000_000_000))
    try connection.endInput()
    connection.advance(by: .seconds(1))
    #expect(try connection.answers().map(\.reason) == ["DEADLINE_EXCEEDED"])
    #expect(connection.isGone)
    // Its work goes on, and keeps the connection's place among the server's.
    #expect(connection.environment.registry.count == 1)
    held.take().first?.complete(.failure(.deadlineExceeded))
    connection.runLoop()
    #expect(connection.environment.registry.count == 0)
  }

  @Test func answersLeaveBeforeTheConnectionCloses() throws {
    let connection = try EmbeddedConnection(.issuing(with: held))
    try connection.receive(Wire.issue(1))
    try connection.endInput()
    connection.socket.takes = false
    held.take().first?.complete(.success(output))
    connection.runLoop()
    #expect(!connection.isGone)
    connection.socket.takes = true
    while connection.socket.waitingCount > 0 { try connection.socket.takeFirst(of: connection.channel) }
    connection.runLoop()
    #expect(try connection.answers().map(\.streamID) == [1])
    #expect(connection.isGone)
  }

  @Test func aConnectionThatIsResetDropsWhatIsUndecided() throws {
    let connection = try EmbeddedConnection(.issuing(with: held))
    try connection.receive(Wire.issue(1))
    try connection.endInput()
    connection.channel.pipeline.fireErrorCaught(IOError(errnoCode: ECONNRESET, reason: "read"))
    #expect(connection.isGone)
    let call = try #require(held.take().first)
    #expect(!call.call.beginDecision())
    call.complete(.failure(.deadlineExceeded))
    connection.runLoop()
    #expect(connection.environment.registry.count == 0)
  }

  @Test func aRequestAndTheEndAtOnceAreAnsweredOverARealSocket() async throws {
    try await withServer(.issuing(with: held)) { address, _ in
      let client = try await SocketClient.connect(to: address)
      try await client.send(Wire.issue(1))
      try await client.endOutput()
      await held.waitUntilSeen(1)
      held.take().first?.complete(.success(output))
      #expect(await client.answers(2).map(\.streamID) == [1])
      try await client.waitUntilClosed()
      let idle = try await SocketClient.connect(to: address)
      try await idle.endOutput()
      try await idle.waitUntilClosed()
    }
  }

  /// The end comes through although the server reads nothing, because the connection has all calls that it may have.
  @Test func theEndIsSeenBehindCallsThatWaitForAPlace() async throws {
    var configuration = RPCServerConfiguration.forTests()
    configuration.maximumCallsPerConnection = 2
    let calls = 500
    try await withServer(.issuing(with: held), configuration: configuration) { address, _ in
      let client = try await SocketClient.connect(to: address)
      var requests = ByteBuffer()
      for number in 0..<calls {
        var request = try Wire.issue(UInt32(2 * number + 1))
        requests.writeBuffer(&request)
      }
      try await client.send(requests)
      try await client.endOutput()
      for served in stride(from: 2, through: calls, by: 2) {
        await held.waitUntilSeen(served)
        for call in held.take() { call.complete(.success(output)) }
      }
      #expect(Set(await client.answers(calls + 1).map(\.streamID)).count == calls)
      try await client.waitUntilClosed()
    }
  }
}
