import Logging
import NIOCore
import NIOPosix
import Synchronization

/// Takes connections at an address and gives each its handler.
struct Listener {
  let environment: ConnectionEnvironment
  let group: MultiThreadedEventLoopGroup
  let keepalive: Keepalive
  /// Connections that there was no place for.
  let refusals: RefusalLog
  /// Connections that the system could not give.
  let failures: RefusalLog

  /// Starts to listen.
  func bind(host: String, port: Int) async throws(RPCServerStartError) -> any Channel {
    let address = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    do {
      return try await bootstrap().bind(host: host, port: port).get()
    } catch let error as IOError {
      switch error.errnoCode {
      case EADDRINUSE: throw .addressInUse(address)
      case EACCES, EPERM: throw .permissionDenied(address)
      case EADDRNOTAVAIL: throw .addressNotAvailable(address)
      default: throw .cannotListen(address, reason: error.description)
      }
    } catch {
      throw .cannotListen(address, reason: "\(error)")
    }
  }

  private func bootstrap() -> ServerBootstrap {
    let limits = environment.limits
    let bootstrap = keepalive.options.reduce(ServerBootstrap(group: group)) { bootstrap, option in
      bootstrap.serverChannelOption(option.option, value: option.value)
    }
    return
      bootstrap
      .serverChannelOption(.backlog, value: 4_096)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers(Self.acceptHandlers(failures: failures))
        }
      }
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      // A peer that has sent all that it wants may still wait for answers.
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.maxMessagesPerRead, value: limits.readsInMemory)
      .childChannelOption(
        .recvAllocator,
        value: AdaptiveRecvByteBufferAllocator(minimum: 64, initial: 2_048, maximum: limits.maximumBytesPerRead)
      )
      .childChannelOption(
        .writeBufferWaterMark,
        value: .init(low: limits.writeLowWaterMark, high: limits.writeHighWaterMark)
      )
      .childChannelInitializer { channel in
        accept(channel)
      }
  }

  /// A handler that stands before NIO's own handler of new connections. Without a pause after a failure the loop would
  /// spin: a connection that can't be taken, because no file may be opened any more, stays ready to be taken.
  static func acceptHandlers(
    failures: RefusalLog, pause: TimeAmount = .milliseconds(100)
  ) -> [any ChannelHandler] {
    [AcceptBackoffHandler { _ in pause }, ListenerErrorHandler(failures: failures)]
  }

  private func accept(_ channel: any Channel) -> EventLoopFuture<Void> {
    let outbox = ConnectionOutbox(eventLoop: channel.eventLoop)
    guard environment.registry.add(outbox) else {
      refusals.note()
      return channel.close()
    }
    return channel.eventLoop.makeCompletedFuture {
      do {
        let handler = ConnectionHandler(environment: environment, outbox: outbox)
        try channel.pipeline.syncOperations.addHandler(handler)
      } catch {
        outbox.detach()
        environment.registry.remove(outbox)
        throw error
      }
    }
  }
}

/// Logs what goes wrong with taking a connection. The listener lives on: the next connection may be fine.
final class ListenerErrorHandler: ChannelInboundHandler {
  typealias InboundIn = any Channel

  private let failures: RefusalLog

  init(failures: RefusalLog) {
    self.failures = failures
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    failures.note(["error": "\(error)"])
  }
}

/// Logs something that may happen very often at most once a second, with how often it happened.
final class RefusalLog: Sendable {
  private struct Unlogged {
    var count = 0
    var lastLine: ContinuousClock.Instant?
  }

  private let logger: Logger
  private let message: String
  private let now: @Sendable () -> ContinuousClock.Instant
  private let unlogged = Mutex(Unlogged())

  init(_ message: String, logger: Logger, now: @escaping @Sendable () -> ContinuousClock.Instant) {
    self.message = message
    self.logger = logger
    self.now = now
  }

  /// It happened once more.
  func note(_ metadata: Logger.Metadata = [:]) {
    let now = now()
    let count: Int? = unlogged.withLock { unlogged in
      unlogged.count += 1
      if let lastLine = unlogged.lastLine, lastLine.duration(to: now) < .seconds(1) { return nil }
      defer { unlogged.count = 0 }
      unlogged.lastLine = now
      return unlogged.count
    }
    if let count {
      logger.warning("\(message)", metadata: metadata.merging(["times": "\(count)"]) { $1 })
    }
  }
}
