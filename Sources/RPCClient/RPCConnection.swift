public import NIOCore
internal import NIOPosix
public import RPCCodec
internal import Synchronization

/// One connection to a server, with any number of calls on it at once.
///
/// Calls are made with callbacks, from any thread; neither a task nor a timer is made for a call, and all requests of
/// one turn of the event loop leave in one write. ``CampaignClient`` is the comfortable way to the same server; a
/// program that makes very many calls uses this one.
///
/// ```swift
/// import NIOPosix
/// import RPCClient
/// import RPCCodec
///
/// let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
/// let connection = try await RPCConnection.connect(to: .standard, on: eventLoop).get()
/// connection.call(IssueCouponRequest(campaignID: 7, userID: "minji"), timeout: .seconds(5)) { result in
///   print(result)  // on the connection's event loop
/// }
/// ```
public final class RPCConnection: Sendable {
  /// The thread that the connection lives on, and that every completion is called on.
  public let eventLoop: any EventLoop

  private let channel: any Channel
  private let handler: NIOLoopBound<RPCConnectionHandler>
  private let defaultTimeout: Duration

  /// Calls from other threads that the event loop has yet to see; it is woken once for all of them.
  private let mailbox = Mutex<[@Sendable (RPCConnectionHandler) -> Void]>([])

  init(channel: any Channel, handler: RPCConnectionHandler, defaultTimeout: Duration) {
    self.eventLoop = channel.eventLoop
    self.channel = channel
    self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
    self.defaultTimeout = defaultTimeout
  }

  /// A connection that nobody holds and on which no call waits ends by itself.
  deinit {
    channel.close(promise: nil)
  }

  /// Connects; the future fails with an ``RPCClientError``.
  public static func connect(
    to address: ServerAddress, on eventLoop: any EventLoop,
    configuration: RPCClientConfiguration = RPCClientConfiguration()
  ) -> EventLoopFuture<RPCConnection> {
    ClientBootstrap(group: eventLoop)
      .connectTimeout(TimeAmount(configuration.connectTimeout))
      .channelOption(.socketOption(.so_keepalive), value: 1)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            RPCConnectionHandler(eventLoop: channel.eventLoop, configuration: configuration))
        }
      }
      .connect(host: address.host, port: address.port)
      .flatMapThrowing { channel in
        let handler = try channel.pipeline.syncOperations.handler(type: RPCConnectionHandler.self)
        return RPCConnection(channel: channel, handler: handler, defaultTimeout: configuration.defaultTimeout)
      }
      .flatMapErrorThrowing { error in
        throw RPCClientError(connectingTo: address, error)
      }
  }

  /// Calls the method that takes the request.
  ///
  /// - Parameters:
  ///   - request: The method's request.
  ///   - timeout: The time that the call may take; the server is told, and the call fails when the time is over. `nil`
  ///     means the configuration's default.
  ///   - metadata: The entries that accompany the call; keys are lower case.
  ///   - completion: The function that is called once, on the event loop.
  /// - Returns: A handle to drop the call with.
  @discardableResult
  public func call<Request: MethodRequest>(
    _ request: Request, timeout: Duration? = nil, metadata: [MetadataEntry] = [],
    completion: @escaping @Sendable (Result<Request.Response, RPCClientError>) -> Void
  ) -> RPCCall {
    let call = RPCCall(connection: self) { result, codec in
      completion(result.flatMap { Self.decode(Request.Response.self, from: $0, with: codec) })
    }
    // The time runs from here on, however late the event loop takes the call.
    let deadline = NIODeadline.now() + TimeAmount(timeout ?? defaultTimeout)
    if eventLoop.inEventLoop {
      handler.value.send(call, request, deadline: deadline, metadata: metadata)
    } else {
      post { $0.send(call, request, deadline: deadline, metadata: metadata) }
    }
    return call
  }

  /// True while calls can be made: the connection was neither lost nor closed.
  public var isActive: Bool { channel.isActive }

  /// Succeeds when the connection has ended, whoever ended it.
  public var closeFuture: EventLoopFuture<Void> { channel.closeFuture }

  /// Ends the connection; calls that wait for an answer fail as ``RPCClientError/closed``.
  public func close() -> EventLoopFuture<Void> {
    eventLoop.execute { self.handler.value.close() }
    return channel.closeFuture
  }

  func cancel(_ call: RPCCall) {
    // Always a turn later: the call itself may still lie in the mailbox, whose turn comes before.
    eventLoop.execute { self.handler.value.cancel(call) }
  }

  private func post(_ work: @escaping @Sendable (RPCConnectionHandler) -> Void) {
    let isFirst = mailbox.withLock { waiting in
      waiting.append(work)
      return waiting.count == 1
    }
    guard isFirst else { return }
    eventLoop.execute {
      let posted = self.mailbox.withLock { waiting in
        let posted = waiting
        waiting.removeAll(keepingCapacity: true)
        return posted
      }
      for work in posted { work(self.handler.value) }
    }
  }

  private static func decode<Response: WireMessage>(
    _ answer: Response.Type, from payload: ByteBuffer, with codec: MessageCodec
  ) -> Result<Response, RPCClientError> {
    do {
      return .success(try Response.decode(payload, with: codec))
    } catch {
      return .failure(.malformedResponse("no \(Response.fullName): \(error)"))
    }
  }
}
