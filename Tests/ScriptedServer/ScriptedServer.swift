public import NIOCore
internal import NIOPosix
public import RPCCodec

/// A ttrpc server for tests that answers each call as a script says, lies included.
public final class ScriptedServer: Sendable {
  /// Decides what happens to a call. It is called on the connection's event loop.
  public typealias Script = @Sendable (ScriptedCall) -> ScriptedReply

  private let channel: any Channel
  private let connections: AcceptedConnections

  /// The port that the server listens on, on 127.0.0.1.
  public let port: Int

  private init(channel: any Channel, connections: AcceptedConnections, port: Int) {
    self.channel = channel
    self.connections = connections
    self.port = port
  }

  /// Listens on a port, a free one unless told otherwise.
  public static func start(port: Int = 0, _ script: @escaping Script) async throws -> ScriptedServer {
    let connections = AcceptedConnections()
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          connections.add(channel)
          try channel.pipeline.syncOperations.addHandler(ScriptedConnection(script: script))
        }
      }
      .bind(host: "127.0.0.1", port: port).get()
    return ScriptedServer(channel: channel, connections: connections, port: channel.localAddress?.port ?? 0)
  }

  /// Cuts every connection; the server goes on listening.
  public func cutConnections() async {
    for channel in connections.takeAll() { try? await channel.close().get() }
  }

  /// Stops listening and cuts every connection.
  public func stop() async {
    try? await channel.close().get()
    await cutConnections()
  }
}

/// A call that came to a ``ScriptedServer``.
public struct ScriptedCall: Sendable {
  /// The method's name, without its service.
  public var method: String

  /// The request's message, encoded.
  public var payload: ByteBuffer

  /// The time that the caller gives.
  public var timeoutNanoseconds: Int64

  /// The metadata of the call.
  public var metadata: [MetadataEntry]

  /// The request as a message.
  public func request<Request: WireMessage>(as _: Request.Type = Request.self) throws -> Request {
    try Request.decode(payload, with: MessageCodec(limits: .client))
  }
}

/// The reaction of a ``ScriptedServer`` to a call.
public enum ScriptedReply: Sendable {
  /// Answers with a message.
  case message(any WireMessage)
  /// Answers with an error.
  case status(RPCStatus)
  /// Answers when the future does.
  case later(EventLoopFuture<ScriptedReply>)
  /// Never answers.
  case silence
  /// Cuts the connection.
  case cut
  /// Writes these bytes instead of an answer; the stream id of the call is known.
  case bytes(@Sendable (UInt32) -> ByteBuffer)
}

/// An error with a reason, as the real server makes them.
public func scriptedStatus(
  _ code: StatusCode, _ reason: String, retryAfter: Duration? = nil
) -> RPCStatus {
  var details: [StatusDetail] = [.errorInfo(ErrorInfo(reason: reason, domain: "campaign.v1", metadata: [:]))]
  if let retryAfter { details.append(.retryInfo(retryAfter)) }
  return RPCStatus(code: code, message: reason, details: details)
}
