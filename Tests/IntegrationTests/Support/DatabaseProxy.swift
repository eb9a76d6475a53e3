import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// Stands between a server and PostgreSQL and cuts a connection at the one moment that leaves its outcome open: when a
/// COMMIT is under way.
final class DatabaseProxy: Sendable {
  /// True if PostgreSQL gets the COMMIT whose answer is lost.
  enum Cut: Sendable {
    case beforeCommitArrives
    case afterCommitIsDone
    /// Nothing passes from then on, and no connection ends.
    case afterFreezing
    /// The answer is kept, also when PostgreSQL's end is gone, until it is released; then all goes on.
    case answerComesLate
  }

  /// True while nothing passes, as when a cable is pulled; bytes that come meanwhile never arrive.
  var isFrozen: Bool {
    get { armed.isFrozen.load(ordering: .acquiring) }
    set { armed.isFrozen.store(newValue, ordering: .releasing) }
  }

  /// Forgets every connection that there is, as a middlebox does: what comes on it is swallowed and the program sees no
  /// end; new ones are forwarded. PostgreSQL sees an end: a session amid its authentication would keep each CREATE and
  /// DROP DATABASE of the cluster, and with them every other test, waiting for `authentication_timeout`, a minute.
  func forget() {
    for end in armed.forget() { end.close(promise: nil) }
  }

  /// Cuts every connection.
  func cutAll() async {
    for channel in armed.channels.withLock({ $0 }) { try? await channel.close() }
  }

  /// Has connections that are made from now on lead to the cluster of this URL; those that there are stay.
  func route(to clusterURL: String) throws {
    let target = try Target(clusterURL)
    armed.target.withLock { $0 = target }
  }

  /// The database's URL by way of the proxy.
  let url: String
  private let armed: Armed
  private let channel: any Channel

  private init(url: String, armed: Armed, channel: any Channel) {
    self.url = url
    self.armed = armed
    self.channel = channel
  }

  /// Forwards to this database while the body runs.
  static func with(_ databaseURL: String, _ body: (DatabaseProxy) async throws -> Void) async throws {
    guard var components = URLComponents(string: databaseURL) else { throw UnusableURL() }
    let armed = Armed(target: try Target(databaseURL))
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelOption(.autoRead, value: false)
      .childChannelInitializer { child in
        let target = armed.target.withLock { $0 }
        return ClientBootstrap(group: child.eventLoop).channelOption(.autoRead, value: false)
          .connect(host: target.host, port: target.port)
          .flatMapThrowing { database in
            let link = ProxyLink(armed: armed, database: database)
            armed.channels.withLock { $0 += [child, database] }
            try child.pipeline.syncOperations.addHandler(ProxyEnd(link, peer: database, isServer: true))
            try database.pipeline.syncOperations.addHandler(ProxyEnd(link, peer: child, isServer: false))
            return database
          }
          .flatMap { (database: any Channel) in
            database.setOption(.autoRead, value: true).and(child.setOption(.autoRead, value: true)).map { _ in }
          }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    components.host = "127.0.0.1"
    components.port = channel.localAddress?.port
    // The proxy has to see what passes.
    components.queryItems = [
      URLQueryItem(name: "sslmode", value: "disable"), URLQueryItem(name: "gssencmode", value: "disable"),
    ]
    do {
      try await body(DatabaseProxy(url: components.string ?? "", armed: armed, channel: channel))
    } catch {
      await end(channel, armed)
      throw error
    }
    await end(channel, armed)
  }

  private static func end(_ channel: any Channel, _ armed: Armed) async {
    try? await channel.close()
    for channel in armed.channels.withLock({ $0 }) { try? await channel.close() }
  }

  /// The next COMMIT on any connection is the last thing that passes on it.
  func arm(_ cut: Cut) {
    armed.state.withLock { $0 = cut }
  }

  /// True once a cut that was armed has happened.
  var hasCut: Bool { armed.state.withLock { $0 == nil } }

  /// True once the answer to a COMMIT has come and is kept.
  var hasLateAnswer: Bool { armed.lateAnswer.withLock { $0 != nil } }

  /// Lets the answer that is kept reach the server.
  func releaseLateAnswer() { armed.lateAnswer.withLock { $0.take() }?() }

  /// The port at which it takes connections.
  var port: Int? { channel.localAddress?.port }

  /// The place of a cluster.
  fileprivate struct Target {
    let host: String
    let port: Int

    init(_ url: String) throws {
      guard let components = URLComponents(string: url), let host = components.host, let port = components.port else {
        throw UnusableURL()
      }
      (self.host, self.port) = (host, port)
    }
  }

  struct UnusableURL: Error {}
}

private final class Armed: Sendable {
  /// The cluster to which new connections lead.
  let target: Mutex<DatabaseProxy.Target>
  let isFrozen = Atomic(false)
  /// The last of the connections that are forgotten.
  let forgotten = Atomic(0)
  /// The number of connections that were made, and the ends at PostgreSQL of those that are not forgotten.
  private let links = Mutex<(count: Int, databaseEnds: [any Channel])>((0, []))
  let channels = Mutex<[any Channel]>([])
  let state = Mutex<DatabaseProxy.Cut?>(nil)
  /// Releases the answer that is kept.
  let lateAnswer = Mutex<(@Sendable () -> Void)?>(nil)

  init(target: DatabaseProxy.Target) {
    self.target = Mutex(target)
  }

  /// The number of one more connection.
  func add(database: any Channel) -> Int {
    links.withLock { links in
      links.count += 1
      links.databaseEnds.append(database)
      return links.count
    }
  }

  /// Forgets the connections that there are; returns their ends at PostgreSQL.
  func forget() -> [any Channel] {
    links.withLock { links in
      forgotten.store(links.count, ordering: .releasing)
      defer { links.databaseEnds = [] }
      return links.databaseEnds
    }
  }

  /// A COMMIT comes by: the cut that is meant for it.
  func commitCame() -> DatabaseProxy.Cut? {
    state.withLock { state in
      defer { state = nil }
      return state
    }
  }
}

/// The state that the two ends of a forwarded connection share; both live on one event loop.
private final class ProxyLink {
  let armed: Armed
  private let number: Int
  /// The COMMIT has passed: with the first byte of its answer both ends are cut.
  var isAnswerLost = false
  /// The COMMIT has passed: what comes back is kept.
  var isAnswerLate = false
  var lateAnswer = ByteBuffer()
  var hasDatabaseEnded = false

  init(armed: Armed, database: any Channel) {
    self.armed = armed
    number = armed.add(database: database)
  }

  /// Keeps more of a late answer; the server is at the other end.
  func keep(_ bytes: ByteBuffer, for server: any Channel) {
    lateAnswer.writeImmutableBuffer(bytes)
    let link = NIOLoopBound(self, eventLoop: server.eventLoop)
    armed.lateAnswer.withLock { release in
      release = { server.eventLoop.execute { link.value.release(to: server) } }
    }
  }

  private func release(to server: any Channel) {
    isAnswerLate = false
    server.writeAndFlush(lateAnswer, promise: nil)
    if hasDatabaseEnded { server.close(promise: nil) }
  }

  var isForgotten: Bool { number <= armed.forgotten.load(ordering: .acquiring) }
}

private final class ProxyEnd: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// A Bind message of the statement named `commit`: the empty name of the portal, then the statement's.
  private static let bindOfCommit = Array("\0commit\0".utf8)

  private let link: ProxyLink
  private let peer: any Channel
  private let isServer: Bool
  private var tail: [UInt8] = []

  init(_ link: ProxyLink, peer: any Channel, isServer: Bool) {
    self.link = link
    self.peer = peer
    self.isServer = isServer
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    guard !link.armed.isFrozen.load(ordering: .acquiring), !link.isForgotten else { return }
    if isServer, let cut = cut(at: bytes) {
      switch cut {
      case .beforeCommitArrives: return end(context)
      case .afterCommitIsDone: link.isAnswerLost = true
      case .afterFreezing: return link.armed.isFrozen.store(true, ordering: .releasing)
      case .answerComesLate: link.isAnswerLate = true
      }
    } else if !isServer, link.isAnswerLate {
      return link.keep(bytes, for: peer)
    } else if !isServer, link.isAnswerLost {
      return end(context)
    }
    peer.writeAndFlush(bytes, promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    guard !link.isForgotten else { return }
    if !isServer, link.isAnswerLate {
      link.hasDatabaseEnded = true
      return
    }
    peer.close(promise: nil)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A kept answer outlives the connection that it came on.
    guard !link.isAnswerLate else { return context.close(promise: nil) }
    end(context)
  }

  private func end(_ context: ChannelHandlerContext) {
    peer.close(promise: nil)
    context.close(promise: nil)
  }

  /// The cut that is armed, if these bytes, with the end of those before, hold a COMMIT.
  private func cut(at bytes: ByteBuffer) -> DatabaseProxy.Cut? {
    let seen = tail + bytes.readableBytesView
    tail = seen.suffix(Self.bindOfCommit.count - 1)
    guard seen.firstRange(of: Self.bindOfCommit) != nil else { return nil }
    return link.armed.commitCame()
  }
}
