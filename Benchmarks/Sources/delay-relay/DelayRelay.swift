import ArgumentParser
import Foundation
import NIOCore
import NIOPosix

/// The distance between two machines: whatever goes through it, either way, arrives later.
@main
struct DelayRelay: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delay-relay", abstract: "Relays connections to a port of this machine, each byte some time later.")

  @Option(help: "The port on 127.0.0.1 to relay to.") var port: Int
  @Option(help: "The delay each way, in milliseconds.") var delay: Int64

  func run() async throws {
    guard (1...65_535).contains(port) else { throw ValidationError("--port is 1 to 65535") }
    guard (0...60_000).contains(delay) else { throw ValidationError("--delay is 0 to 60000 ms") }
    let delay = TimeAmount.milliseconds(delay)
    let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.autoRead, value: false)
      .childChannelInitializer { [port] near in
        // Both ends on one loop: they write to each other.
        ClientBootstrap(group: near.eventLoop)
          .channelOption(.tcpOption(.tcp_nodelay), value: 1)
          .channelInitializer { far in
            far.eventLoop.makeCompletedFuture {
              try far.pipeline.syncOperations.addHandler(DelayHandler(to: near, after: delay))
            }
          }
          .connect(host: "127.0.0.1", port: port)
          .flatMapThrowing { far in
            try near.pipeline.syncOperations.addHandler(DelayHandler(to: far, after: delay))
          }
          .flatMap { near.setOption(.autoRead, value: true) }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    FileHandle.standardError.write(Data("listening on 127.0.0.1:\(channel.localAddress?.port ?? 0)\n".utf8))
    try await channel.closeFuture.get()
  }
}
