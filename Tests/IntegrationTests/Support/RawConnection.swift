import NIOCore
import NIOPosix
import RPCClient
import RPCCodec

/// A connection that sends any bytes: what no client of ours would send.
final class RawConnection: Sendable {
  private let channel: any Channel
  private let events: AsyncStream<RawAnswer>

  private init(channel: any Channel, events: AsyncStream<RawAnswer>) {
    self.channel = channel
    self.events = events
  }

  /// Connects; the connection ends after half a minute, so that nobody waits longer for an answer.
  static func with(_ server: RunningServer, _ body: (RawConnection) async throws -> Void) async throws {
    let (events, continuation) = AsyncStream.makeStream(of: RawAnswer.self)
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AnswerReader(continuation))
        }
      }
      .connect(host: server.address.host, port: server.address.port).get()
    let limit = channel.eventLoop.scheduleTask(in: .seconds(30)) { channel.close(promise: nil) }
    defer { limit.cancel() }
    do {
      try await body(RawConnection(channel: channel, events: events))
    } catch {
      try? await channel.close()
      throw error
    }
    try? await channel.close()
  }

  func send(_ bytes: ByteBuffer) async throws {
    try await channel.writeAndFlush(bytes)
  }

  /// The next answer; nil when the connection has ended.
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
