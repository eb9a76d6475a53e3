import ArgumentParser
import Foundation
import NIOCore
import NIOPosix
import RPCClient

/// Measures how many coupons a second a server issues to callers that are always there.
@main
struct IssueBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "issue-benchmark",
    abstract: "Keeps calls of IssueCoupon in flight and prints coupons per second and latencies.")

  @Option(help: "The server, as HOST:PORT.") var address: String
  @Option(help: "The campaign's id; it must be open.") var campaign: Int64
  @Option(help: "Calls in flight, over all connections.") var inFlight = 256
  @Option(help: "Connections.") var connections = 8
  @Option(help: "How long to measure.") var seconds = 10
  @Option(help: "Writes the result to this file too.") var json: String?

  func validate() throws {
    guard (1...86400).contains(seconds), (1...1000).contains(connections), (connections...100_000).contains(inFlight)
    else {
      throw ValidationError("Take at least 1 second, 1 connection and 1 call in flight on each connection.")
    }
  }

  func run() async throws {
    let server = try serverAddress()
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    var measurement = Measurement()
    do {
      measurement = try await measure(server, on: group)
    } catch {
      try await group.shutdownGracefully()
      throw error
    }
    try await group.shutdownGracefully()

    let text = measurement.json(inFlight: inFlight, connections: connections, seconds: seconds)
    print(text)
    if let json {
      try Data((text + "\n").utf8).write(to: URL(filePath: json))
    }
    guard !measurement.latencies.isEmpty else { throw ExitCode.failure }
  }

  private func serverAddress() throws -> ServerAddress {
    guard let colon = address.lastIndex(of: ":"), let port = UInt16(address[address.index(after: colon)...]) else {
      throw ValidationError("--address is HOST:PORT, such as 127.0.0.1:7400.")
    }
    return ServerAddress(host: String(address[..<colon]), port: Int(port))
  }

  private func measure(_ server: ServerAddress, on group: any EventLoopGroup) async throws -> Measurement {
    var open: [RPCConnection] = []
    for _ in 0..<connections {
      open.append(try await RPCConnection.connect(to: server, on: group.next()).get())
    }
    // Users of their own for each run: the campaign may have served an earlier one.
    let run = String(UInt64.random(in: .min ... .max), radix: 36)
    let end = NIODeadline.now() + .seconds(Int64(seconds))
    let callers = open.enumerated().map { index, connection in
      let count = inFlight / connections + (index < inFlight % connections ? 1 : 0)
      return ConnectionCallers.run(
        count, on: connection, campaignID: campaign, userPrefix: "\(run)-\(index)", until: end)
    }
    var total = Measurement()
    for future in callers {
      total.add(try await future.get())
    }
    for connection in open {
      try await connection.close().get()
    }
    return total
  }
}
