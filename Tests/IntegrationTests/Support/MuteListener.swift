import NIOCore
import NIOPosix
import Synchronization

/// Takes connections and never says a word, as a database that is frozen.
final class MuteListener: Sendable {
  /// `127.0.0.1:PORT`
  let address: String
  private let accepted: Counter

  private init(address: String, accepted: Counter) {
    self.address = address
    self.accepted = accepted
  }

  /// Listens while the body runs.
  static func with(_ body: (MuteListener) async throws -> Void) async throws {
    let accepted = Counter()
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { child in
        accepted.value.add(1, ordering: .relaxed)
        return child.eventLoop.makeSucceededVoidFuture()
      }
      .bind(host: "127.0.0.1", port: 0).get()
    do {
      try await body(MuteListener(address: "127.0.0.1:\(channel.localAddress?.port ?? 0)", accepted: accepted))
    } catch {
      try? await channel.close()
      throw error
    }
    try? await channel.close()
  }

  /// The number of those who have connected.
  var acceptedCount: Int { accepted.value.load(ordering: .relaxed) }

  private final class Counter: Sendable {
    let value = Atomic(0)
  }
}
