import CampaignApplication
import CampaignService
import NIOCore
import RPCCodec
import Testing
import UseCaseStubs

@testable import RPCServer

@Suite(.timeLimit(.minutes(1))) struct ClosingRulesTests {
  private let held = HeldCalls<IssueInput, IssueOutput>()

  @Test(arguments: [0, 2, 4_294_967_294] as [UInt32])
  func evenStreamIDsClose(streamID: UInt32) throws {
    let connection = try EmbeddedConnection(.stubs())
    try connection.receive(Wire.issue(streamID))
    #expect(!connection.isOpen)
    #expect(try connection.answers().isEmpty)
  }

  @Test func aStreamIDInFlightCloses() throws {
    let connection = try EmbeddedConnection(.issuing(with: held))
    try connection.receive(Wire.issue(1), Wire.issue(1))
    #expect(!connection.isOpen)
  }

  @Test func whatWasAnsweredBeforeTheFaultStillLeaves() throws {
    let connection = try EmbeddedConnection(.stubs())
    try connection.receive(Wire.issue(1), Wire.issue(2), Wire.issue(3))
    #expect(!connection.isOpen)
    #expect(try connection.answers().map(\.streamID) == [1])
  }

  @Test(arguments: [(4 << 20) + 1, 0x0100_0000, 0x7FFF_FFFF, 0xFFFF_FFFF] as [UInt32])
  func lengthsBeyondTheProtocolClose(length: UInt32) throws {
    let connection = try EmbeddedConnection(.stubs())
    try connection.receive(Wire.raw(length: length, streamID: 1))
    #expect(!connection.isOpen)
  }

  @Test func anotherProtocolCloses() throws {
    let connection = try EmbeddedConnection(.stubs())
    try connection.receive(ByteBuffer(string: "GET / HTTP/1.1\r\n\r\n"))
    #expect(!connection.isOpen)
  }

  @Test func closingDropsUndecidedCallsAndKeepsThePlaceUntilTheirWorkEnds() throws {
    let connection = try EmbeddedConnection(.issuing(with: held))
    try connection.receive(Wire.issue(1), Wire.issue(3))
    let calls = held.take()
    #expect(calls[1].call.beginDecision(at: connection.clock.now))
    try connection.channel.close().wait()
    connection.runLoop()
    #expect(!calls[0].call.beginDecision(at: connection.clock.now))
    #expect(connection.environment.registry.count == 1)
    calls[0].complete(.failure(.deadlineExceeded))
    calls[1].complete(.failure(.soldOut))
    connection.runLoop()
    #expect(connection.environment.registry.count == 0)
    #expect(try connection.answers().isEmpty)
  }

  /// Input that lies unread when a socket is closed takes back answers that are on their way.
  @Test func afterAFaultTheInputIsThrownAwayForASecond() throws {
    let connection = try EmbeddedConnection(.stubs())
    try connection.receive(Wire.issue(2))
    #expect(!connection.isOpen)
    try connection.receive(Wire.issue(3))
    #expect(try connection.answers().isEmpty)
    connection.advance(by: .milliseconds(999))
    #expect(!connection.isGone)
    connection.advance(by: .milliseconds(1))
    #expect(connection.isGone)
  }

  @Test func aClosedConnectionIsFreedWhenItsWorkEnds() throws {
    weak var handler: ConnectionHandler?
    do {
      let connection = try EmbeddedConnection(.issuing(with: held))
      handler = connection.handler
      try connection.receive(Wire.issue(1))
      try connection.channel.close().wait()
      connection.runLoop()
      held.take()[0].complete(.failure(.soldOut))
      connection.runLoop()
    }
    #expect(handler == nil)
  }

  @Test func callersThatHangUpLeaveNothingBehind() async throws {
    let log = CapturedLog()
    try await withServer(.issuing(with: held), logger: log.logger) { address, _ in
      let callers = 50
      for _ in 0..<callers {
        let client = try await SocketClient.connect(to: address)
        try await client.send(Wire.issue(1), Wire.issue(3))
        try await client.close()
      }
      await held.waitUntilSeen(2 * callers)
      for call in held.take() { call.complete(.failure(.soldOut)) }
      let healthy = try await SocketClient.connect(to: address)
      try await healthy.send(Wire.issue(1))
      await held.waitUntilSeen(2 * callers + 1)
      held.take()[0].complete(.failure(.soldOut))
      #expect(await healthy.answers(1).map(\.reason) == ["SOLD_OUT"])
    }
    #expect(!log.lines.contains { $0.contains("with calls in flight") })
  }

  @Test func anOversizedRequestIsRefusedAndTheConnectionLives() throws {
    let connection = try EmbeddedConnection(.stubs())
    try connection.receive(Wire.raw(length: 65_537, streamID: 1, dataBytes: 100))
    let refused = try #require(try connection.answers().first)
    #expect(refused.streamID == 1)
    #expect(refused.reason == "MESSAGE_TOO_LARGE")
    try connection.receive(ByteBuffer(repeating: 1, count: 65_437), Wire.issue(1))
    #expect(try connection.answers().map(\.status) == [nil])
  }

  @Test func flagsOfStreamsAreUnimplementedOnTheirStream() throws {
    let connection = try EmbeddedConnection(.stubs())
    for flags: UInt8 in [1, 2, 4, 128] {
      try connection.receive(Wire.issue(9, flags: flags))
      let answer = try #require(try connection.answers().first)
      #expect(answer.streamID == 9)
      #expect(answer.reason == "UNIMPLEMENTED")
    }
    #expect(connection.isOpen)
  }

  @Test func framesThatAreNoRequestsAreSkipped() throws {
    let connection = try EmbeddedConnection(.stubs())
    for type: UInt8 in [0, 2, 3, 4, 77, 255] {
      try connection.receive(
        Wire.raw(length: 5, streamID: 1, type: type, dataBytes: 5),
        Wire.raw(length: 70_000, streamID: 0, type: type, dataBytes: 70_000))
    }
    #expect(try connection.answers().isEmpty)
    try connection.receive(Wire.issue(1))
    #expect(try connection.answers().count == 1)
  }
}
