import ArgumentParser
import Foundation
import NIOCore
import NIOPosix

/// The best that a server on NIO can do: it reads frames, looks at nothing but their headers, and answers each with the
/// same bytes. Refusals are measured against it.
@main
struct NIOEcho: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nio-echo", abstract: "Answers each ttrpc frame with a recorded answer, by one NIO handler.")

  @Option(help: "The port on 127.0.0.1; 0 takes a free one.") var port = 0
  @Option(help: "The file of a recorded answer, a whole frame (refusal-load --save-answer).") var answer: String

  func run() async throws {
    let answer = [UInt8](try Data(contentsOf: URL(filePath: answer)))
    guard answer.count >= EchoHandler.headerBytes else {
      throw ValidationError("--answer is no frame: record one with refusal-load --save-answer")
    }
    // The number of loops is campaign-server's.
    let group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
    let channel = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 4_096)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(EchoHandler(answer: answer))
        }
      }
      .bind(host: "127.0.0.1", port: port).get()
    FileHandle.standardError.write(Data("listening on 127.0.0.1:\(channel.localAddress?.port ?? port)\n".utf8))
    try await channel.closeFuture.get()
  }
}
