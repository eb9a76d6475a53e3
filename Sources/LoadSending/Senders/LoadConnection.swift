internal import NIOCore
internal import NIOPosix
internal import RPCClient

/// One of a sender's connections. When it is lost, it is made again after a short wait, for as long as there is
/// something to send; until then it carries nothing. Lives on its event loop.
final class LoadConnection {
  private static let redialDelay = TimeAmount.milliseconds(100)

  private let address: ServerAddress
  private let eventLoop: any EventLoop
  private let connectTimeout: TimeAmount
  private let makeHandler: () -> LoadChannelHandler
  private let whenMade: () -> Void
  private var channel: (any Channel)?
  private var handler: LoadChannelHandler?
  private var isStopped = false

  /// A connection that is yet to be made. `whenMade` is called each time that it was.
  init(
    to address: ServerAddress, on eventLoop: any EventLoop, connectTimeout: Duration,
    makeHandler: @escaping () -> LoadChannelHandler, whenMade: @escaping () -> Void
  ) {
    self.address = address
    self.eventLoop = eventLoop
    self.connectTimeout = TimeAmount(connectTimeout)
    self.makeHandler = makeHandler
    self.whenMade = whenMade
  }

  /// The channel to send on, when there is a live one that takes requests.
  var ready: LoadChannelHandler? {
    guard let handler, handler.hasRoom else { return nil }
    return handler
  }

  /// Connects; fails with an ``RPCClientError``.
  func connect() -> EventLoopFuture<Void> {
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    let address = address
    return ClientBootstrap(group: eventLoop)
      .connectTimeout(connectTimeout)
      .channelOption(.socketOption(.so_keepalive), value: 1)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(bound.value.makeHandler())
        }
      }
      .connect(host: address.host, port: address.port)
      .flatMapThrowing { channel in
        let handler = try channel.pipeline.syncOperations.handler(type: LoadChannelHandler.self)
        bound.value.adopt(channel, handler)
      }
      .flatMapErrorThrowing { error in
        throw RPCClientError(connectingTo: address, error)
      }
  }

  func close() -> EventLoopFuture<Void> {
    isStopped = true
    guard let channel else { return eventLoop.makeSucceededVoidFuture() }
    channel.close(promise: nil)
    return channel.closeFuture
  }

  private func adopt(_ made: any Channel, _ handler: LoadChannelHandler) {
    guard !isStopped else { return made.close(promise: nil) }
    channel = made
    self.handler = handler
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    made.closeFuture.whenComplete { _ in bound.value.redial() }
    whenMade()
  }

  private func redial() {
    channel = nil
    handler = nil
    guard !isStopped else { return }
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    eventLoop.scheduleTask(in: Self.redialDelay) {
      guard !bound.value.isStopped else { return }
      bound.value.connect().whenFailure { _ in bound.value.redial() }
    }
  }
}
