import NIOCore
import NIOPosix
import RPCCodec

/// A client of a real socket that sends any bytes and waits for answers.
final class SocketClient: Sendable {
  private let channel: any Channel
  private let events: AsyncStream<WireAnswer>

  /// The client's channel reads only as long as it is told to.
  private init(channel: any Channel, events: AsyncStream<WireAnswer>) {
    self.channel = channel
    self.events = events
  }

  /// Connects. With `endsWithServer` the client ends its side of the stream when the server has ended its own.
  static func connect(
    to address: SocketAddress, reading: Bool = true, endsWithServer: Bool = true
  ) async throws -> SocketClient {
    let (events, continuation) = AsyncStream.makeStream(of: WireAnswer.self)
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.autoRead, value: reading)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Handler(continuation, endsWithServer: endsWithServer))
        }
      }
      .connect(to: address).get()
    return SocketClient(channel: channel, events: events)
  }

  func send(_ bytes: ByteBuffer...) async throws {
    for part in bytes {
      channel.write(part, promise: nil)
    }
    try await channel.writeAndFlush(ByteBuffer())
  }

  /// The next answers; fewer if the connection ends before.
  func answers(_ count: Int) async -> [WireAnswer] {
    var answers: [WireAnswer] = []
    var iterator = events.makeAsyncIterator()
    while answers.count < count, let answer = await iterator.next() {
      answers.append(answer)
    }
    return answers
  }

  /// The answer to one request.
  func call(_ request: ByteBuffer) async throws -> WireAnswer {
    try await send(request)
    guard let answer = await answers(1).first else { throw ChannelError.eof }
    return answer
  }

  func startReading() async throws {
    try await channel.setOption(.autoRead, value: true).get()
    channel.read()
  }

  /// Waits until the server, or this client, has closed the connection.
  func waitUntilClosed() async throws {
    try await channel.closeFuture.get()
  }

  /// Ends this side of the stream: nothing more is sent.
  func endOutput() async throws {
    try await channel.close(mode: .output)
  }

  /// Waits until the server has ended its side of the stream.
  func waitUntilEnded() async {
    _ = await answers(.max)
  }

  func close() async throws {
    try? await channel.close()
  }

  /// The address that the server knows this client by.
  var localAddress: SocketAddress? { channel.localAddress }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let continuation: AsyncStream<WireAnswer>.Continuation
    private let endsWithServer: Bool
    private var decoder = FrameDecoder(limits: .client)

    init(_ continuation: AsyncStream<WireAnswer>.Continuation, endsWithServer: Bool) {
      self.continuation = continuation
      self.endsWithServer = endsWithServer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      decoder.append(unwrapInboundIn(data))
      do {
        while case .frame(let frame)? = try decoder.next() {
          continuation.yield(try WireAnswer(frame))
        }
      } catch {
        context.close(promise: nil)
      }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      guard case ChannelEvent.inputClosed? = event as? ChannelEvent else { return }
      continuation.finish()
      if endsWithServer {
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
}
