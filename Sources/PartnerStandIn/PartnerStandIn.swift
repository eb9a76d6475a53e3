import NIOCore
import NIOHTTP1
public import NIOPosix
import Synchronization

/// A service that stands in for a partner's, over HTTP/1.1: takes coupons, refuses and forgets as it is told, and keeps
/// a book. It serves rehearsals and tests.
public final class PartnerStandIn: Sendable {
  private let desk: PartnerDesk
  private let channel: any Channel
  /// The port at which it listens.
  public let port: Int

  /// Listens at an address; port 0 takes a free one. `callLimit`: the most requests that `calls` has. Throws what the
  /// system says where it can't.
  public init(
    host: String = "127.0.0.1", port: Int = 0, group: MultiThreadedEventLoopGroup = .singleton,
    callLimit: Int = 100_000,
    reaction: @escaping @Sendable (PartnerCall) -> PartnerReaction = { _ in PartnerReaction() }
  ) async throws {
    let desk = PartnerDesk(callLimit: callLimit, reaction: reaction)
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1_024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          desk.state.withLock { $0.connectionCount += 1 }
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(PartnerConnection(desk: desk))
        }
      }
    channel = try await bootstrap.bind(host: host, port: port).get()
    self.desk = desk
    self.port = channel.localAddress?.port ?? port
  }

  /// The book as it stands.
  public var book: PartnerBook { desk.state.withLock { $0.book } }
  /// The requests so far, the first of them up to the limit.
  public var calls: [PartnerCall] { desk.state.withLock { $0.calls } }
  /// The number of requests so far.
  public var callCount: Int { desk.state.withLock { $0.count } }
  /// The number of connections so far.
  public var connectionCount: Int { desk.state.withLock { $0.connectionCount } }

  /// Reacts so from the next request on.
  public func react(_ reaction: @escaping @Sendable (PartnerCall) -> PartnerReaction) {
    desk.state.withLock { $0.reaction = reaction }
  }

  /// Takes no more connections.
  public func stop() async {
    try? await channel.close()
  }
}
