import Glibc
import NIOCore
import NIOPosix
import RPCClient
import RPCCodec

/// A connection that sends any bytes, also such as no client of ours would send.
final class RawConnection: Sendable {
  private let channel: any Channel
  private let events: AsyncStream<RawAnswer>

  private init(channel: any Channel, events: AsyncStream<RawAnswer>) {
    self.channel = channel
    self.events = events
  }

  /// Connects; the connection ends after half a minute, so that nobody waits longer for an answer.
  static func with(_ server: RunningServer, _ body: (RawConnection) async throws -> Void) async throws {
    let connection = try await connect(to: server)
    do {
      try await body(connection)
    } catch {
      await connection.close()
      throw error
    }
    await connection.close()
  }

  /// Connects; the caller closes the connection. With `reading` answers are taken from the beginning; after `limit` the
  /// connection ends in any case.
  static func connect(
    to server: RunningServer, reading: Bool = true, limit: TimeAmount = .seconds(30)
  ) async throws -> RawConnection {
    let (events, continuation) = AsyncStream.makeStream(of: RawAnswer.self)
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.autoRead, value: reading)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AnswerReader(continuation))
        }
      }
      .connect(host: server.address.host, port: server.address.port).get()
    let end = channel.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
    channel.closeFuture.whenComplete { _ in end.cancel() }
    return RawConnection(channel: channel, events: events)
  }

  func close() async {
    try? await channel.close()
  }

  /// Sends nothing any more, and still reads.
  func endOutput() async throws {
    try await channel.close(mode: .output)
  }

  /// Closes the connection as a program does that is killed with answers unread: the server is told at once.
  func reset() async throws {
    try await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
    await close()
  }

  /// Takes answers from now on.
  func startReading() async throws {
    try await channel.setOption(.autoRead, value: true).get()
    channel.read()
  }

  /// True while neither side has closed the connection. The server's end is seen also where nothing is read.
  var isActive: Bool { channel.isActive }

  func send(_ bytes: ByteBuffer) async throws {
    try await channel.writeAndFlush(bytes)
  }

  /// Sends one after the other, with pauses, as long as the connection lasts. Returns the longest time from one to the
  /// next.
  func send(_ requests: [ByteBuffer], every pause: TimeAmount) async throws -> Duration {
    let channel = channel
    var (last, longest) = (ContinuousClock.Instant?.none, Duration.zero)
    for request in requests where channel.isActive {
      let sent = try await channel.eventLoop.scheduleTask(in: pause) {
        channel.writeAndFlush(request, promise: nil)
        return ContinuousClock.now
      }.futureResult.get()
      longest = max(longest, (last ?? sent).duration(to: sent))
      last = sent
    }
    return longest
  }

  /// The next answer; `nil` once the connection has ended.
  func answer() async -> RawAnswer? {
    var iterator = events.makeAsyncIterator()
    return await iterator.next()
  }

  /// The answer to a request.
  func call(_ request: ByteBuffer) async throws -> RawAnswer? {
    try await send(request)
    return await answer()
  }

  /// Waits until somebody has closed the connection.
  func waitUntilClosed() async throws {
    try await channel.closeFuture.get()
  }
}

/// An answer as it came.
struct RawAnswer: Sendable {
  let streamID: UInt32
  let status: RPCStatus?
  let payload: ByteBuffer

  /// The message of an answer that is no error.
  func message<Message: WireMessage>(_ type: Message.Type = Message.self) throws -> Message {
    try Message.decode(payload, with: MessageCodec(limits: .client))
  }
}

private final class AnswerReader: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let continuation: AsyncStream<RawAnswer>.Continuation
  private var decoder = FrameDecoder(limits: .client)

  init(_ continuation: AsyncStream<RawAnswer>.Continuation) {
    self.continuation = continuation
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    decoder.append(unwrapInboundIn(data))
    do {
      while case .frame(let frame)? = try decoder.next() {
        let envelope = try ResponseEnvelope.decode(frame.data, with: MessageCodec(limits: .client))
        continuation.yield(
          RawAnswer(streamID: frame.header.streamID, status: envelope.status, payload: envelope.payload))
      }
    } catch {
      context.close(promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    continuation.finish()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
