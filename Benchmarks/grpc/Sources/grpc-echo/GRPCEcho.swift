import ArgumentParser
import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2Posix

/// The refusal of a sold-out campaign on grpc-swift-2: the same method, the same status, nothing behind it.
@main
struct GRPCEcho: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grpc-echo",
    abstract: "Refuses each IssueCoupon over gRPC with the status of a recorded answer.")

  @Option(help: "The port on 127.0.0.1; 0 takes a free one.") var port = 0
  @Option(help: "The file of a recorded answer, a whole ttrpc frame (refusal-load --save-answer).") var answer: String

  func run() async throws {
    let refusal = try RecordedRefusal(frame: [UInt8](Data(contentsOf: URL(filePath: answer))))
    let transport = HTTP2ServerTransport.Posix(
      address: .ipv4(host: "127.0.0.1", port: port), transportSecurity: .plaintext)
    let server = GRPCServer(transport: transport, services: [RefusingService(refusal: refusal)])
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.serve() }
      if let address = try await transport.listeningAddress.ipv4 {
        FileHandle.standardError.write(Data("listening on \(address.host):\(address.port)\n".utf8))
      }
      try await group.waitForAll()
    }
  }
}
